import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { afterAll, inject } from 'vitest';

export interface OwnStores {
  databaseUrl: string;
  redisUrl: string;
}

/** Redis has sixteen databases; the first one counts who took which of the others. */
const redisDatabases = 15;
/** Hooks run last in, first out: what a test file opened on its stores is closed before they go. */
const leaving: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const leave of leaving) await leave();
});

/** A migrated, empty PostgreSQL database and an empty Redis database for one test file; gone when the file ends. */
export async function ownStores(): Promise<OwnStores> {
  const shared = inject('stores');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(shared.databaseUrl, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(shared.template)}`;

  const counter = new Redis(shared.redisUrl);
  const number = 1 + ((await counter.incr('taken')) % redisDatabases);
  const redisUrl = new URL(String(number), shared.redisUrl).href;
  counter.disconnect();
  const redis = new Redis(redisUrl);
  await redis.flushdb();

  leaving.push(async () => {
    await redis.flushdb();
    redis.disconnect();
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  });
  return { databaseUrl: new URL(name, shared.databaseUrl).href, redisUrl };
}
