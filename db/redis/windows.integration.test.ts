import * as fc from 'fast-check';
import type { RedisClient } from './connect.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LearnerEvent } from '#engagement/event.ts';
import { isCounted, markOf } from '#engagement/mark.ts';
import {
  type OpenWindow,
  count,
  isOverLimit,
  openWindow,
  packWindow,
  readWindow,
} from '#engagement/window.ts';
import { emptyRedis, ownStores } from '#test/stores.ts';
import { openRedis, untilReady } from './connect.ts';
import { leaseDue } from './due.ts';
import { logKey, windowsKey } from './keys.ts';
import { readLog, trimLog } from './log.ts';
import { shardOf, tagOf } from './shards.ts';
import {
  type Row,
  LogFull,
  type Taken,
  areOldWindows,
  ingest,
  logEntriesMax,
  readWindows,
} from './windows.ts';

const minute = 60_000;
const day = 86_400_000;
const cohort = 'c';
const shard = shardOf(cohort);
const perMinute = 1_000;
let redis: RedisClient;

beforeAll(async () => {
  redis = openRedis((await ownStores()).redisUrl);
  await untilReady(redis, 5_000);
});
afterAll(() => redis.disconnect());

describe('the atomic step', () => {
  /** What may befall: an event of one of three learners, told late or early, with a clock that jumps between batches. */
  const told = fc.record({
    id: fc.integer({ min: 0, max: 60 }),
    enrolment: fc.constantFrom('maya', 'jonas', 'noor'),
    agoMs: fc.oneof(fc.integer({ min: -5 * minute, max: 90 * minute }), fc.integer({ min: 0, max: 8 * day })),
    what: fc.oneof(
      fc.constantFrom<Partial<LearnerEvent>>(
        { type: 'login' },
        { type: 'quiz_attempt', percent: 85, durationS: 600 },
        { type: 'answer', correct: true },
        { type: 'assignment_submission', percent: 70.4, graded: true, durationS: 60 },
        { type: 'quiz_attempt', percent: 0, graded: true },
        { type: 'message', text: 'stuck', sentiment: { score: -0.6 } },
        { type: 'attendance', attendance: { status: 'absent' } },
        { type: 'attendance', attendance: { status: 'late', minutesLate: 9, participation: 'low' } },
      ),
      fc.integer({ min: 0, max: 86_400 }).map((durationS) => ({ type: 'video_watch' as const, durationS })),
    ),
  });
  const batch = fc.record({
    laterMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: -minute, max: 3 * day }),
      // Texts and sessions are forgotten by then, and results are not; and then all is.
      fc.constantFrom(29 * day, 60 * day, 100 * day),
    ),
    rows: fc.array(told, { minLength: 1, maxLength: 25 }),
  });

  /** The last of them changes its clocks within the days the model goes through. */
  const zones = ['UTC', 'Australia/Melbourne', 'America/New_York'];

  test('writes the very bytes of the model, whatever the order, the delays, the repeats and the clock', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
        const zone = zones[run % zones.length] ?? 'UTC';
        const tenant = `t${run++}`;
        const model = new Model(3, zone);
        let now = Date.UTC(2026, 2, 2, 14, 5);
        for (const { laterMs, rows } of batches) {
          now += laterMs;
          const events = rows.map(({ id, enrolment, agoMs, what }) =>
            rowAt(`e${id}`, now - agoMs, { enrolment, ...what }),
          );
          const taken = await ingest(
            redis,
            { tenant, cohort, source: 's', receivedAt: now, rows: events },
            { timeZone: zone, perLearnerMinute: 3 },
          );
          expect(taken).toEqual(model.take(events, now));
        }
        const enrolments = ['maya', 'jonas', 'noor'];
        const packed = await readWindows(redis, tenant, cohort, enrolments);
        expect(packed.map(hex)).toEqual(enrolments.map((one) => hex(model.packed(one))));
      }),
      { seed: 42, numRuns: 120 },
    );
  });

  test('counts a batch sent three times and shuffled once', async () => {
    const now = Date.now();
    const rows = Array.from({ length: 100 }, (_, index) => rowAt(`b${index}`, now - index * minute));
    const first = await take('thrice', rows, now);
    const second = await take('thrice', rows.toReversed(), now);
    const third = await take('thrice', [...rows.slice(50), ...rows.slice(0, 50)], now);
    expect([first, second, third].map((all) => all.filter((one) => one === 'fresh').length)).toEqual([
      100, 0, 0,
    ]);
  });

  test('knows an id of the day before, of its own source and cohort alone', async () => {
    const now = Date.UTC(2026, 2, 2, 23, 59);
    const rows = [rowAt('same', now)];
    const at = (source: string, receivedAt: number) =>
      ingest(
        redis,
        { tenant: 'ids', cohort, source, receivedAt, rows },
        { timeZone: 'UTC', perLearnerMinute: perMinute },
      );
    expect(await at('one', now)).toEqual(['fresh']);
    expect(await at('one', now + day)).toEqual(['repeat']);
    expect(await at('other', now)).toEqual(['fresh']);
  });

  test('refuses what one learner sends beyond their share of a minute, and nobody else', async () => {
    const now = Date.now();
    const rows = [...'abcde'].map((id) => rowAt(id, now)).concat(rowAt('f', now, { enrolment: 'jonas' }));
    const taken = await ingest(
      redis,
      { tenant: 'wild', cohort, source: 's', receivedAt: now, rows },
      { timeZone: 'UTC', perLearnerMinute: 3 },
    );
    expect(taken).toEqual(['fresh', 'fresh', 'fresh', 'over_limit', 'over_limit', 'fresh']);
    const [entry] = (await readLog(redis, shard, '0-0', 1_000)).filter((one) => one.tenant === 'wild');
    expect(entry?.rows.map((row) => row.event.id)).toEqual(['a', 'b', 'c', 'f']);
  });

  test('keeps one log entry a batch, with its fresh rows alone', async () => {
    await redis.del(logKey(shard));
    const now = Date.now();
    await take('t', [rowAt('l1', now), rowAt('l2', now)], now);
    await take('t', [rowAt('l2', now), rowAt('l3', now)], now);
    await take('t', [rowAt('l1', now)], now);
    const entries = await readLog(redis, shard, '0-0', 10);
    expect(entries.map((entry) => entry.rows.map((row) => row.event.id))).toEqual([['l1', 'l2'], ['l3']]);
    expect(entries[0]).toMatchObject({ tenant: 't', cohort, source: 's', receivedAt: now });
    await trimLog(redis, shard, entries[0]?.id ?? '');
    expect((await readLog(redis, shard, '0-0', 10)).map((entry) => entry.id)).toEqual([entries[1]?.id]);
  });

  test('does nothing at all when the log is full', async () => {
    const now = Date.now();
    const filling = redis.pipeline();
    for (let entry = 0; entry < logEntriesMax; entry++) filling.xadd(logKey(shard), '*', 't', 't');
    await filling.exec();
    await expect(take('full', [rowAt('f1', now)], now)).rejects.toThrow(LogFull);
    expect(await readWindows(redis, 'full', cohort, ['maya'])).toEqual([null]);
    await trimLog(redis, shard, '9999999999999-0');
    expect(await take('full', [rowAt('f1', now)], now)).toEqual(['fresh']);
  });

  test('takes a window of an older layout for an empty one, and says that there are such', async () => {
    await emptyRedis(redis);
    const old = () => redis.hset(windowsKey('old', cohort), 'maya', Buffer.from([2, 0, 0, 0, 9]));
    await old();
    expect(await areOldWindows(redis)).toBe(true);
    await take('old', [rowAt('new', Date.now())], Date.now());
    const [packed = null] = await readWindows(redis, 'old', cohort, ['maya']);
    expect(readWindow(packed, Date.now(), 'UTC').days.reduce((sum, events) => sum + events, 0)).toBe(1);
    expect(await areOldWindows(redis)).toBe(false);
  });

  test('makes a learner due at once, and one that is only history not', async () => {
    await emptyRedis(redis);
    const now = Date.now();
    await take('due', [rowAt('old', now - 8 * day)], now);
    expect(await leaseDue(redis, 1_000, 10)).toEqual([]);
    await take('due', [rowAt('new', now)], now);
    const [lease] = await leaseDue(redis, 1_000, 10);
    expect(lease).toMatchObject({ shard, due: [{ tenant: 'due', cohort, enrolment: 'maya', since: now }] });
  });
});

describe('shards', () => {
  test('have tags that fall evenly over any cluster, and cohorts that fall evenly over them', async () => {
    const tags = Array.from({ length: 256 }, (_, index) => tagOf(index));
    expect(new Set(tags).size).toBe(256);
    for (const tag of tags) expect(tag).toMatch(/^\{s\d{3,4}\}$/);
    const cohorts = new Map<number, number>();
    for (let number = 0; number < 25_600; number++) {
      const of = shardOf(`06gzqxkq${number.toString(32)}`);
      cohorts.set(of, (cohorts.get(of) ?? 0) + 1);
    }
    expect(cohorts.size).toBe(256);
    expect(Math.max(...cohorts.values())).toBeLessThan(200);
  });
});

/** The step as a plain program would do it, with everything in memory. */
class Model {
  readonly #windows = new Map<string, OpenWindow>();
  readonly #seen = new Set<string>();
  readonly #perMinute: number;

  readonly #timeZone: string;

  constructor(perLearnerMinute: number, timeZone: string) {
    this.#perMinute = perLearnerMinute;
    this.#timeZone = timeZone;
  }

  take(rows: Row[], now: number): Taken[] {
    const today = Math.floor(now / day);
    return rows.map(({ enrolment, event }) => {
      if ([today, today - 1].some((one) => this.#seen.has(`${one} ${event.id}`))) return 'repeat';
      if (isCounted(event, now)) {
        const window = this.#windows.get(enrolment) ?? openWindow();
        const mark = markOf(event, this.#timeZone);
        if (mark.kind !== null && isOverLimit(window, mark, this.#perMinute)) return 'over_limit';
        count(window, mark);
        this.#windows.set(enrolment, window);
      }
      this.#seen.add(`${today} ${event.id}`);
      return 'fresh';
    });
  }

  packed(enrolment: string): Uint8Array | null {
    const window = this.#windows.get(enrolment);
    return window ? packWindow(window) : null;
  }
}

function rowAt(
  id: string,
  at: number,
  { enrolment = 'maya', ...what }: { enrolment?: string } & Partial<LearnerEvent> = {},
): Row {
  return { enrolment, event: { id, learner: enrolment, type: 'login', ...what, at } };
}

function take(tenant: string, rows: Row[], now: number): Promise<Taken[]> {
  return ingest(
    redis,
    { tenant, cohort, source: 's', receivedAt: now, rows },
    { timeZone: 'UTC', perLearnerMinute: perMinute },
  );
}

function hex(packed: Uint8Array | null | undefined): string | null {
  return packed ? Buffer.from(packed).toString('hex') : null;
}
