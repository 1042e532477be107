import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';
import { logLengths } from '#db/redis/log.ts';
import { readWindow } from '#engagement/window.ts';
import type { Crowd } from './crowd.ts';
import type { FaultRow } from './fault.ts';
import type { Promised } from './ledger.ts';
import { windowsFrom, windowsOf } from './windows.ts';
import type { World } from './world.ts';

type Verdict = Pick<FaultRow, 'acknowledged' | 'counted' | 'lost' | 'doubled'>;

/** A log that does not get shorter for so long is stuck. */
const stuckAfterMs = 30_000;
const lookEveryMs = 50;

/**
 * Counts what became of every acknowledged event, in the history and in the windows, once the log is archived. What is
 * in either without a promise is doubled, too: a source that has stopped has been promised all it ever sent.
 */
export async function judge(world: World, crowd: Crowd, promised: Map<string, Promised>): Promise<Verdict> {
  const windows = await withRedis(world, async (redis) => {
    await untilArchived(redis);
    return windowsOf(redis, crowd);
  });
  const history = await historyOf(world, crowd);
  const inHistory = compareHistory(history, promised);
  const inWindows = compareWindows(windows, promised, crowd);
  const lost = Math.max(inHistory.lost, inWindows.lost);
  const doubled = Math.max(inHistory.doubled, inWindows.doubled);
  return { acknowledged: promised.size, counted: promised.size - lost - doubled, lost, doubled };
}

/** Resolves when nothing waits for the archive any more. */
export async function untilArchived(redis: RedisClient): Promise<void> {
  let shortest = Infinity;
  let shorterAt = performance.now();
  for (;;) {
    const left = await logEntries(redis);
    if (left === 0) return;
    const now = performance.now();
    if (left < shortest) {
      shortest = left;
      shorterAt = now;
    }
    if (now - shorterAt > stuckAfterMs) throw new Error(`the archive is stuck: ${left} entries are left`);
    await pause(lookEveryMs);
  }
}

/** How many entries of the log wait for the archive. */
export async function logEntries(redis: RedisClient): Promise<number> {
  return sum([...(await logLengths(redis)).values()]);
}

/** A connection of our own for a while: one that is kept would have to outlive the faults. */
export async function withRedis<T>(world: World, work: (redis: RedisClient) => Promise<T>): Promise<T> {
  const redis = openRedis(world.stores.redisUrl);
  try {
    await untilReady(redis, 10_000);
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** How many rows the history has for each id. */
async function historyOf({ db }: World, { tenant }: Crowd): Promise<Map<string, number>> {
  const rows = await asTenant(db, tenant, (tx) =>
    rowsOf<{ id: string; times: number }>(tx, sql`select id, count(*)::int as times from events group by id`),
  );
  return new Map(rows.map((row) => [row.id, row.times]));
}

function compareHistory(history: Map<string, number>, promised: Map<string, Promised>) {
  const found = { lost: 0, doubled: 0 };
  for (const [id, { learner }] of promised) {
    const times = history.get(id) ?? 0;
    if (times < learner.places.length) found.lost++;
    if (times > learner.places.length) found.doubled++;
  }
  for (const id of history.keys()) if (!promised.has(id)) found.doubled++;
  return found;
}

/** Sums tell what is lost or doubled; beyond that every bucket must hold what a count from scratch gives. */
function compareWindows(
  windows: Map<string, Uint8Array | null>,
  promised: Map<string, Promised>,
  crowd: Crowd,
) {
  const found = { lost: 0, doubled: 0 };
  const now = Date.now();
  for (const [enrolment, expected] of windowsFrom(promised.values(), crowd, now)) {
    const should = readWindow(expected, now, 'UTC');
    const does = readWindow(windows.get(enrolment) ?? null, now, 'UTC');
    const missing = sum(should.days) - sum(does.days);
    if (missing > 0) found.lost += missing;
    if (missing < 0) found.doubled -= missing;
    if (missing === 0 && !isDeepStrictEqual(should, does)) {
      const shown = [should, does].map((window) => JSON.stringify(window));
      throw new Error(`the window of ${enrolment} should be\n${shown.join('\nand is\n')}`);
    }
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
