import type { Logger } from 'pino';
import { type Accounts, openAccounts } from '#db/postgres/accounts.ts';
import { type Database, isPostgresUp, openPostgres } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { type Listener, type RedisClient, openListener, openRedis, untilReady } from '#db/redis/connect.ts';
import { durabilityOf, isRedisUp } from '#db/redis/health.ts';
import type { Config } from './config.ts';

/** The stores as the server holds them, and whether each answers. */
export interface Stores {
  db: Database;
  redis: RedisClient;
  listener: Listener;
  accounts: Accounts;
  /** As of the last look, at most a second old; for hot paths that cannot ask each time. */
  up: StoresUp;
  check: () => Promise<StoresUp>;
  /** Called when a store goes away or comes back. */
  onChange: (listener: () => void) => void;
  close: () => Promise<void>;
}

export interface StoresUp {
  postgres: boolean;
  redis: boolean;
}

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
  const listeners: (() => void)[] = [];
  const check = async (): Promise<StoresUp> => {
    const [postgresUp, redisUp] = await Promise.all([
      within(isPostgresUp(postgres.pool)),
      within(isRedisUp(redis)),
    ]);
    const isChanged = up.postgres !== postgresUp || up.redis !== redisUp;
    up.postgres = postgresUp;
    up.redis = redisUp;
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
    accounts,
    up,
    check,
    onChange: (listener) => listeners.push(listener),
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
