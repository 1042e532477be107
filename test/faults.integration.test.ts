import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStores } from '#bin/stores.ts';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { logLengths } from '#db/redis/log.ts';
import { shardOf } from '#db/redis/shards.ts';
import { readWindows } from '#db/redis/windows.ts';
import { readWindow } from '#engagement/window.ts';
import { type Ledger, keepSending } from './ledger.ts';
import { environmentOf, freePort, run, stopped, untilReady as untilAnswering } from './processes.ts';
import { type School, createSchool } from './school.ts';

// Everything is killed with -9 while events flow. What was acknowledged must be in the history and
// in the windows, once; and all must be back without a word from anybody.

const folder = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
const stores = await startStores(folder);
const rows: string[] = [];
let port = 0;
let url = '';
let postgres: Postgres;
let school: School;

/** Enough events before and after a fault for a loss to show. */
const eventsAround = 1_000;
const recoversWithin = { timeout: 20_000, interval: 20 };

beforeAll(async () => {
  await migrate(stores.databaseUrl);
  postgres = await openPostgres(stores.databaseUrl);
  const secret = await sharedSecret(postgres.db, 'sessions');
  const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1'], secret });
  school = await createSchool(postgres.db, accounts, 'faults');
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  keepRunning('server/main.ts', { PORT: String(port) });
  keepRunning('workers/main.ts', {});
  await untilAnswering(url);
});

afterAll(async () => {
  console.info(
    ['fault | acknowledged | counted once | lost | doubled | s to the next 202', ...rows].join('\n'),
  );
  for (const keep of kept.values()) await keep.stop();
  await postgres.close();
  await stores.stop();
  await rm(folder, { recursive: true });
});

describe('killed with -9 while events flow', () => {
  test('the server loses nothing it acknowledged', () =>
    survive('server', async () => kept.get('server/main.ts')?.kill()));

  test('the workers lose nothing', () => survive('workers', async () => kept.get('workers/main.ts')?.kill()));

  test('Redis loses nothing', () =>
    survive('Redis', async () => {
      await stores.redis?.kill();
      await seenAway('redis');
      await stores.redis?.start();
    }));

  test('PostgreSQL loses nothing, and while it is away nothing is acknowledged', () =>
    survive('PostgreSQL', async () => {
      await stores.postgres?.kill();
      await seenAway('postgres');
      await stores.postgres?.start();
    }));
});

/** Sends, breaks, sends on; then counts what became of every acknowledged event. */
async function survive(fault: string, breakIt: () => Promise<unknown>): Promise<void> {
  const before = await historyIds();
  const ledger = keepSending(url, school.sourceKey);
  await untilSent(ledger, eventsAround);
  const brokenAt = performance.now();
  await breakIt();
  const atBreak = ledger.acknowledged.size;
  const backAt = await ledger.next();
  await untilSent(ledger, atBreak + eventsAround);
  await ledger.stop();

  const found = await vi.waitFor(async () => {
    const redis = openRedis(stores.redisUrl);
    try {
      await untilReady(redis, 1_000);
      expect(await logLengths(redis)).toEqual(new Map());
    } finally {
      redis.disconnect();
    }
    return historyIds();
  }, recoversWithin);
  const lost = [...ledger.acknowledged].filter((id) => !found.has(id)).length;
  const doubled = [...found.values()].filter((times) => times > 1).length;
  const counted = await countedInWindows();
  const once = found.size - before.size;
  const seconds = ((backAt - brokenAt) / 1000).toFixed(2);
  rows.push(`${fault} | ${ledger.acknowledged.size} | ${once} | ${lost} | ${doubled} | ${seconds}`);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  // The windows say what the history says: nothing was counted twice on a retry.
  expect(counted).toBe(found.size);
}

async function untilSent(ledger: Ledger, events: number): Promise<void> {
  while (ledger.acknowledged.size < events) await ledger.next();
}

/** The product says which store is away, and takes nothing while it is. */
async function seenAway(store: 'postgres' | 'redis'): Promise<void> {
  await vi.waitFor(async () => {
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ [store]: false });
  }, recoversWithin);
  const refused = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${school.sourceKey}`, 'content-type': 'application/json' },
    body: '[]',
  });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).not.toBeNull();
}

function historyIds(): Promise<Map<string, number>> {
  return asTenant(postgres.db, school.tenant, async (tx) => {
    const found = await rowsOf<{ id: string; times: number }>(
      tx,
      sql`select id, count(*)::int as times from events group by id`,
    );
    return new Map(found.map((row) => [row.id, row.times]));
  });
}

async function countedInWindows(): Promise<number> {
  const ids = await asTenant(postgres.db, school.tenant, (tx) =>
    rowsOf<{ id: string }>(tx, sql`select id from enrolments where cohort_id = ${school.cohort}`),
  );
  const redis = openRedis(stores.redisUrl);
  await untilReady(redis, 5_000);
  const all = ids.map((row) => row.id);
  const windows = await readWindows(redis, shardOf(school.cohort), school.tenant, all);
  redis.disconnect();
  const days = windows.flatMap((window) => readWindow(window, Date.now()).days);
  return days.reduce((sum, events) => sum + events, 0);
}

/** Processes that are started again when they die, as an operator's supervisor would. */
const kept = new Map<string, { kill: () => void; stop: () => Promise<void> }>();

function keepRunning(script: string, settings: Record<string, string>): void {
  let isStopping = false;
  const environment = {
    ...environmentOf(stores),
    HOLDFAST_LOG_LEVEL: process.env['HOLDFAST_LOG_LEVEL'] ?? 'silent',
    ...settings,
  };
  const start = () => {
    const child = run(['node', script], environment);
    child.once('exit', () => {
      if (!isStopping) current = start();
    });
    return child;
  };
  let current = start();
  kept.set(script, {
    kill: () => current.kill('SIGKILL'),
    async stop() {
      isStopping = true;
      expect(await stopped(current)).toBe(0);
    },
  });
}
