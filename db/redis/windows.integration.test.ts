import * as fc from 'fast-check';
import type { RedisClient } from './connect.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, emptyWindow, isCounted } from '#engagement/window.ts';
import { emptyRedis, ownStores } from '#test/stores.ts';
import { openRedis, untilReady } from './connect.ts';
import { leaseDue } from './due.ts';
import { logKey } from './keys.ts';
import { readLog, trimLog } from './log.ts';
import { shardOf, tagOf } from './shards.ts';
import { type IngestRow, LogFull, ingest, logEntriesMax, readWindows } from './windows.ts';

const minute = 60_000;
const day = 86_400_000;
const shard = 7;
let redis: RedisClient;

beforeAll(async () => {
  redis = openRedis((await ownStores()).redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(() => redis.disconnect());

describe('the atomic step', () => {
  test('writes the very bytes of the model, whatever the order, the delays, the repeats and the clock', async () => {
    let run = 0;
    const happening = fc.record({
      id: fc.integer({ min: 0, max: 40 }),
      agoMs: fc.oneof(
        fc.integer({ min: -5 * minute, max: 90 * minute }),
        fc.integer({ min: 0, max: 8 * day }),
      ),
      laterMs: fc.oneof(fc.constant(0), fc.integer({ min: -minute, max: 3 * day })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 30 }), async (happenings) => {
        const tenant = `t${run++}`;
        const model = emptyWindow();
        const seen = new Set<string>();
        let now = Date.UTC(2026, 2, 2, 14, 5);
        let isEmpty = true;
        for (const { id, agoMs, laterMs } of happenings) {
          now += laterMs;
          const row = rowAt(`e${id}`, now - agoMs, now);
          const [isFresh] = await ingest(redis, shard, tenant, [row], now);
          // Remembered for at least a day: what is asked here lies within the two days the model knows as well.
          const remembered = [0, 1].some((back) => seen.has(`${Math.floor(now / day) - back} e${id}`));
          expect(isFresh).toBe(!remembered);
          if (!isFresh) continue;
          seen.add(`${Math.floor(now / day)} e${id}`);
          if (!isCounted(row.event, now)) continue;
          count(model, row.event.at);
          isEmpty = false;
        }
        const [packed = null] = await readWindows(redis, shard, tenant, ['maya']);
        expect(packed && Buffer.from(packed).toString('hex')).toBe(
          isEmpty ? null : Buffer.from(model).toString('hex'),
        );
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  test('counts a batch sent three times and shuffled once', async () => {
    const now = Date.now();
    const batch = Array.from({ length: 100 }, (_, index) => rowAt(`b${index}`, now - index * minute, now));
    const first = await ingest(redis, shard, 'thrice', batch, now);
    const second = await ingest(redis, shard, 'thrice', batch.toReversed(), now);
    const third = await ingest(redis, shard, 'thrice', [...batch.slice(50), ...batch.slice(0, 50)], now);
    expect([first, second, third].map((fresh) => fresh.filter(Boolean).length)).toEqual([100, 0, 0]);
  });

  test('keeps one log entry a batch, with its fresh rows alone', async () => {
    await redis.del(logKey(9));
    const now = Date.now();
    await ingest(redis, 9, 't', [rowAt('l1', now, now), rowAt('l2', now, now)], now);
    await ingest(redis, 9, 't', [rowAt('l2', now, now), rowAt('l3', now, now)], now);
    await ingest(redis, 9, 't', [rowAt('l1', now, now)], now);
    const entries = await readLog(redis, 9, '0-0', 10);
    expect(entries.map((entry) => entry.rows.map((row) => row.event.id))).toEqual([['l1', 'l2'], ['l3']]);
    await trimLog(redis, 9, entries[0]?.id ?? '');
    expect((await readLog(redis, 9, '0-0', 10)).map((entry) => entry.id)).toEqual([entries[1]?.id]);
  });

  test('does nothing at all when the log is full', async () => {
    const now = Date.now();
    const filling = redis.pipeline();
    for (let entry = 0; entry < logEntriesMax; entry++) filling.xadd(logKey(11), '*', 't', 't', 'b', '{}');
    await filling.exec();
    await expect(ingest(redis, 11, 'full', [rowAt('f1', now, now)], now)).rejects.toThrow(LogFull);
    expect(await readWindows(redis, 11, 'full', ['maya'])).toEqual([null]);
    await trimLog(redis, 11, '9999999999999-0');
    expect(await ingest(redis, 11, 'full', [rowAt('f1', now, now)], now)).toEqual([true]);
  });

  test('makes a learner due at once, and one that is only history not', async () => {
    await emptyRedis(redis);
    const now = Date.now();
    await ingest(redis, shard, 'due', [rowAt('old', now - 8 * day, now)], now);
    expect(await leaseDue(redis, 1_000, 10)).toEqual([]);
    await ingest(redis, shard, 'due', [rowAt('new', now, now)], now);
    const [lease] = await leaseDue(redis, 1_000, 10);
    expect(lease).toMatchObject({
      shard,
      due: [{ tenant: 'due', cohort: 'c', enrolment: 'maya', since: now }],
    });
  });
});

describe('shards', () => {
  test('have tags that fall evenly over any cluster, and cohorts that fall evenly over them', async () => {
    const tags = Array.from({ length: 256 }, (_, index) => tagOf(index));
    expect(new Set(tags).size).toBe(256);
    for (const tag of tags) expect(tag).toMatch(/^\{s\d{3,4}\}$/);
    const cohorts = new Map<number, number>();
    for (let cohort = 0; cohort < 25_600; cohort++) {
      const of = shardOf(`06gzqxkq${cohort.toString(32)}`);
      cohorts.set(of, (cohorts.get(of) ?? 0) + 1);
    }
    expect(cohorts.size).toBe(256);
    expect(Math.max(...cohorts.values())).toBeLessThan(200);
  });
});

function rowAt(id: string, at: number, receivedAt: number): IngestRow {
  const event = { id, learner: 'maya', type: 'login' as const, at };
  return { enrolment: 'maya', cohort: 'c', source: 's', receivedAt, event };
}
