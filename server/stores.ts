import type { Logger } from 'pino';
import { type Accounts, openAccounts } from '#db/postgres/accounts.ts';
import { type Database, isPostgresUp, openPostgres } from '#db/postgres/connect.ts';
import { type Enrolled, listenForEnrolled } from '#db/postgres/enrolments.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { listenForRights } from '#db/postgres/rights.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import {
  type Listener,
  type RedisClient,
  isCluster,
  openListener,
  openRedis,
  untilReady,
} from '#db/redis/connect.ts';
import { durabilityOf, isFullAbove, isRedisUp } from '#db/redis/health.ts';
import type { Config } from './config.ts';

/** The stores as the server holds them, and whether each answers. */
export interface Stores {
  db: Database;
  redis: RedisClient;
  listener: Listener;
  /** Several Redis nodes, of which one may be away alone. */
  isCluster: boolean;
  accounts: Accounts;
  /** As of the last look, at most a second old; for hot paths that cannot ask each time. */
  up: StoresUp;
  /** Whether Redis holds nearly all it may, as of the same look. */
  isRedisFull: () => boolean;
  check: () => Promise<StoresUp>;
  /** Called when a store goes away or comes back. */
  onChange: (listener: () => void) => void;
  /** Called when learners were enrolled, by whatever process. */
  onEnrolled: (listener: (enrolled: Enrolled) => void) => void;
  /** Called when somebody's rights may have changed, by the id of the person or key; null: anybody's. */
  onRights: (listener: (holder: string | null) => void) => void;
  close: () => Promise<void>;
}

export interface StoresUp {
  postgres: boolean;
  redis: boolean;
}

/** Of what Redis may use, so much may be in use before events are refused: workers need the rest to empty the log. */
const redisFullShare = 0.9;

const lookEveryMs = 1_000;
/** A store that answers later than this is as good as away. */
const answerWithinMs = 2_000;
const readyWithinMs = 30_000;

export async function openStores(config: Config, log: Logger): Promise<Stores> {
  await migrate(config.databaseUrl);
  const postgres = await openPostgres(config.databaseUrl);
  const redis = openRedis(config.redisUrl);
  const listener = openListener(config.redisUrl);
  await Promise.all([untilReady(redis, readyWithinMs), untilReady(listener, readyWithinMs)]);
  const durability = await durabilityOf(redis);
  if (durability !== 'always') {
    log.warn(
      { appendfsync: durability },
      'Redis may lose acknowledged events when it crashes; set appendfsync always',
    );
  }
  const secret = await sharedSecret(postgres.db, 'sessions');
  const accounts = openAccounts(postgres.db, { origins: config.origins, secret });

  const up: StoresUp = { postgres: true, redis: true };
  let isFull = false;
  const listeners: (() => void)[] = [];
  const enrolledListeners: ((enrolled: Enrolled) => void)[] = [];
  const sayEnrolled = (enrolled: Enrolled): void => {
    for (const listener of enrolledListeners) listener(enrolled);
  };
  const rightsListeners: ((holder: string | null) => void)[] = [];
  const sayRights = (holder: string | null): void => {
    for (const listener of rightsListeners) listener(holder);
  };
  const listen = async (): Promise<() => Promise<void>> => {
    const stops = await Promise.all([
      listenForEnrolled(postgres.pool, sayEnrolled),
      listenForRights(postgres.pool, sayRights),
    ]);
    return async () => void (await Promise.all(stops.map((stop) => stop())));
  };
  let stopListening = await listen();
  const check = async (): Promise<StoresUp> => {
    const [postgresUp, redisUp] = await Promise.all([
      within(isPostgresUp(postgres.pool)),
      within(isRedisUp(redis)),
    ]);
    const isChanged = up.postgres !== postgresUp || up.redis !== redisUp;
    const isBack = postgresUp && !up.postgres;
    isFull = redisUp && (await within(isFullAbove(redis, redisFullShare)));
    up.postgres = postgresUp;
    up.redis = redisUp;
    if (isBack) {
      // The driver listens again by itself after a short break, and gives up after a long one.
      await stopListening().catch(() => {});
      await listen().then(
        (stop) => (stopListening = stop),
        (error: unknown) => log.warn({ err: error }, 'cannot listen to PostgreSQL'),
      );
    }
    if (isChanged) {
      log.warn({ ...up }, 'a store went away or came back');
      for (const listener of listeners) listener();
    }
    return { ...up };
  };
  const looking = setInterval(() => void check(), lookEveryMs);

  return {
    db: postgres.db,
    redis,
    listener,
    isCluster: isCluster(redis),
    accounts,
    up,
    check,
    isRedisFull: () => isFull,
    onChange: (listener) => listeners.push(listener),
    onEnrolled: (listener) => enrolledListeners.push(listener),
    onRights: (listener) => rightsListeners.push(listener),
    async close() {
      clearInterval(looking);
      listener.disconnect();
      redis.disconnect();
      await postgres.close();
    },
  };
}

async function within(answer: Promise<boolean>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), answerWithinMs);
  const result = await Promise.race([answer, late.promise]);
  clearTimeout(timer);
  return result;
}
