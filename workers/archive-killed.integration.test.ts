import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { RedisClient } from '#db/redis/connect.ts';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStores } from '#bin/stores.ts';
import { type Postgres, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { logLengths } from '#db/redis/log.ts';
import { ingest } from '#db/redis/windows.ts';
import { archiveLog } from './archive.ts';
import { type Loop, runLoop } from './loop.ts';

// PostgreSQL dies by kill -9 while the archive is copying. The loop must neither end with it nor
// wait for ever, and every event must be there once afterwards.

const folder = await mkdtemp(join(tmpdir(), 'holdfast-archive-'));
const stores = await startStores(folder);
const log = pino({ level: process.env['HOLDFAST_LOG_LEVEL'] ?? 'silent' });
const recoversWithin = { timeout: 20_000, interval: 20 };
const now = Date.now();
let own: Postgres;
/** As the owner, who is shown what others do. */
const operator = postgres(stores.databaseUrl, { max: 1, onnotice: () => {} });
let redis: RedisClient;
let archiving: Loop | null = null;
let sent = 0;

beforeAll(async () => {
  await migrate(stores.databaseUrl);
  own = await openPostgres(stores.databaseUrl);
  redis = openRedis(stores.redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(async () => {
  await archiving?.stop();
  redis?.disconnect();
  await own?.close();
  await operator.end();
  await stores.stop();
  await rm(folder, { recursive: true });
});

describe('PostgreSQL killed with -9 in the middle of COPY', () => {
  test('by one of its backends takes nothing along', () =>
    survive(async (backend) => {
      process.kill(backend, 'SIGKILL');
    }));

  test('as a whole takes nothing along', () =>
    survive(async () => {
      await stores.postgres?.kill();
      await stores.postgres?.start();
    }));
});

async function survive(kill: (backend: number) => Promise<void>): Promise<void> {
  await fillLog();
  // Connected before there is something to see.
  await operator`select 1`;
  const watching = copyingBackend();
  archiving = runLoop('archive', () => archiveLog(own.db, redis), 50, log);
  await kill(await watching);
  await vi.waitFor(async () => {
    expect(await logLengths(redis)).toEqual(new Map());
    expect(await historySize()).toEqual({ events: sent, ids: sent });
  }, recoversWithin);
  await archiving.stop();
  archiving = null;
}

/** Long texts, so that copying them takes long enough to be met. */
async function fillLog(): Promise<void> {
  const text = 'a long word \\ and another\n'.repeat(200);
  for (let batch = 0; batch < 60; batch++) {
    const rows = Array.from({ length: 100 }, () => ({
      enrolment: 'maya',
      event: { id: `e${sent++}`, learner: 'maya', type: 'message' as const, at: now, text },
    }));
    await ingest(
      redis,
      { tenant: 't', cohort: `c${batch % 4}`, source: 's', receivedAt: now, rows },
      { timeZone: 'UTC', perLearnerMinute: 1_000_000 },
    );
  }
}

/** The first backend seen with some of a COPY in its hands. */
async function copyingBackend(): Promise<number> {
  for (;;) {
    const [found] = await operator<{ pid: number }[]>`
      select pid from pg_stat_progress_copy where bytes_processed > 0`;
    if (found) return found.pid;
    // All was copied between two looks: there is more to be met.
    if ((await logLengths(redis)).size === 0) await fillLog();
  }
}

async function historySize(): Promise<{ events: number; ids: number }> {
  const [size] = await asTenant(own.db, 't', (tx) =>
    rowsOf<{ events: number; ids: number }>(
      tx,
      sql`select count(*)::int as events, count(distinct id)::int as ids from events`,
    ),
  );
  return size ?? { events: 0, ids: 0 };
}
