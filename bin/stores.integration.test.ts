import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { isAlive } from './processes.ts';
import { type Stores, startStores } from './stores.ts';

const folder = await mkdtemp(join(tmpdir(), 'holdfast stores '));
let stores = await startStores(folder);
afterAll(async () => {
  await stores.stop();
  await rm(folder, { recursive: true });
});

test('what was written before both stores were killed is there after they were started again', async () => {
  await write(stores, 'before the kill');
  await Promise.all([stores.postgres?.kill(), stores.redis?.kill()]);
  await Promise.all([stores.postgres?.start(), stores.redis?.start()]);
  expect(await written(stores)).toEqual(['before the kill', 'before the kill']);
});

test('a stopped run leaves no process, and the next one finds its data at another address', async () => {
  await write(stores, 'before the stop');
  const marks = [stores.postgres, stores.redis].map(
    (service) => service?.child?.mark ?? { pid: 0, startedAt: '' },
  );
  await stores.stop();
  expect(marks.map(isAlive)).toEqual([false, false]);
  stores = await startStores(folder);
  expect(await written(stores)).toEqual(['before the stop', 'before the stop']);
});

test('stores that a killed run left running are ended and their data taken over', async () => {
  await write(stores, 'before the takeover');
  const left = stores;
  stores = await startStores(folder);
  expect(await written(stores)).toEqual(['before the takeover', 'before the takeover']);
  expect(await left.postgres?.child?.ended).toBe('exit code 0');
  expect(await left.redis?.child?.ended).toBe('exit code 0');
});

test('the owner of the database is no superuser', async () => {
  const sql = postgres(stores.databaseUrl, { max: 1 });
  const [role] =
    await sql`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`;
  await sql.end();
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: true });
});

test('the private Redis answers a write when it is on disk, forgets nothing and asks for a password', async () => {
  const redis = new Redis(stores.redisUrl);
  const settings = await redis.config('GET', 'append*', 'maxmemory-policy');
  redis.disconnect();
  expect(settings).toEqual(
    expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always', 'noeviction']),
  );

  const { host } = new URL(stores.redisUrl);
  const stranger = new Redis(`redis://${host}`, { lazyConnect: true, enableReadyCheck: false });
  stranger.on('error', () => {});
  await expect(stranger.get('anything')).rejects.toThrow('NOAUTH');
  stranger.disconnect();
});

test('a store whose address is given is not started', async () => {
  const other = await startStores(folder, {
    databaseUrl: 'postgres://elsewhere/db',
    redisUrl: 'redis://elsewhere',
  });
  expect(other).toMatchObject({ databaseUrl: 'postgres://elsewhere/db', postgres: null, redis: null });
  await other.stop();
});

async function write({ databaseUrl, redisUrl }: Stores, note: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`create table if not exists notes (note text)`;
  await sql`truncate notes`;
  await sql`insert into notes values (${note})`;
  await sql.end();
  const redis = new Redis(redisUrl);
  await redis.set('note', note);
  redis.disconnect();
}

async function written({ databaseUrl, redisUrl }: Stores): Promise<unknown[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [row] = await sql<{ note: string }[]>`select note from notes`;
  await sql.end();
  const redis = new Redis(redisUrl);
  const note = await redis.get('note');
  redis.disconnect();
  return [row?.note, note];
}
