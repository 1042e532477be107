import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, openPostgres } from '#db/postgres/connect.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';
import type { SeedStores } from '#seed/whole.ts';
import { type OwnStores, ownStores } from './stores.ts';

const readyWithinMs = 5_000;

/** A test file's own stores, opened as a seed takes them. Whoever opens closes `postgres` and `redis`. */
export async function openSeedStores(): Promise<{
  own: OwnStores;
  postgres: Postgres;
  redis: RedisClient;
  stores: SeedStores;
}> {
  const own = await ownStores();
  const postgres = await openPostgres(own.databaseUrl);
  const redis = openRedis(own.redisUrl);
  await untilReady(redis, readyWithinMs);
  return { own, postgres, redis, stores: seedStoresOver(postgres, redis) };
}

/** The same over connections of one's own. */
export function seedStoresOver({ db }: Postgres, redis: RedisClient): SeedStores {
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'a secret of this test' });
  return { db, redis, accounts };
}
