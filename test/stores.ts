import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type Postgres, openPostgres } from '#db/postgres/connect.ts';
import { isForCluster } from '#db/redis/address.ts';
import { type RedisClient, mastersOf, openRedis, untilReady } from '#db/redis/connect.ts';
import { whenFileEnds } from './file-end.ts';

export interface OwnStores {
  databaseUrl: string;
  redisUrl: string;
}

/** Redis has sixteen databases; the first one counts who took which of the others. */
const redisDatabases = 15;
const readyWithinMs = 10_000;

/** A migrated, empty PostgreSQL database and an empty Redis database for one test file; gone when the file ends. */
export async function ownStores(): Promise<OwnStores> {
  const shared = inject('stores');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(shared.databaseUrl, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(shared.template)}`;

  const redisUrl = isForCluster(shared.redisUrl) ? shared.redisUrl : await ownDatabase(shared.redisUrl);
  const redis = openRedis(redisUrl);
  await untilReady(redis, readyWithinMs);
  await emptyRedis(redis);

  whenFileEnds(async () => {
    await emptyRedis(redis);
    redis.disconnect();
    await dropDatabase(admin, name);
    await admin.end();
  });
  return { databaseUrl: new URL(name, shared.databaseUrl).href, redisUrl };
}

/** The same, opened as the product opens them. */
export async function openStores(): Promise<{ postgres: Postgres; redis: RedisClient }> {
  const { databaseUrl, redisUrl } = await ownStores();
  const opened = await openPostgres(databaseUrl);
  const redis = openRedis(redisUrl);
  whenFileEnds(async () => {
    redis.disconnect();
    await opened.close();
  });
  await untilReady(redis, readyWithinMs);
  return { postgres: opened, redis };
}

/** PostgreSQL may be cleaning it up just then, as a superuser whom nobody else may stop; it is done in a moment. */
async function dropDatabase(admin: postgres.Sql, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await admin`drop database ${admin(name)} with (force)`;
      return;
    } catch (error) {
      const isBusy = error instanceof postgres.PostgresError && error.code === '42501';
      if (!isBusy || tries === dropTriesMax) throw error;
      await pause(dropAgainMs);
    }
  }
}

const dropTriesMax = 50;
const dropAgainMs = 100;

/** Forgets all of this test file's keys. */
export async function emptyRedis(redis: RedisClient): Promise<void> {
  await Promise.all(mastersOf(redis).map((one) => one.flushdb()));
}

/** A cluster has one database, which is why files that run on it run one after another. */
async function ownDatabase(redisUrl: string): Promise<string> {
  const counter = new Redis(redisUrl);
  const number = 1 + ((await counter.incr('taken')) % redisDatabases);
  counter.disconnect();
  return new URL(String(number), redisUrl).href;
}
