import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LearnerEvent } from './event.ts';
import { isCounted, kinds, lateLimitMs, markOf } from './mark.ts';
import { count, isOverLimit, openWindow, packWindow, readWindow, rings } from './window.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 2, 14, 5, 30);

type Told = Omit<LearnerEvent, 'id' | 'learner'>;

function windowOf(...events: Told[]): Uint8Array | null {
  const open = openWindow();
  for (const event of events) count(open, markOf(event, 'UTC'));
  return packWindow(open);
}

function viewed(at: number, durationS?: number): Told {
  return durationS === undefined ? { type: 'content_view', at } : { type: 'content_view', at, durationS };
}

describe('a window', () => {
  test('of somebody who never did anything is empty, and says so', () => {
    const read = readWindow(null, now, 'UTC');
    expect(read.lastEventAt).toBeNull();
    expect([read.minutes.length, read.hours.length, read.days.length]).toEqual([60, 48, 84]);
    expect([...read.minutes, ...read.hours, ...read.days].every((events) => events === 0)).toBe(true);
  });

  test('counts an event in its own minute, hour and day, with its seconds', () => {
    const read = readWindow(windowOf(viewed(now - 3 * minute, 90)), now, 'UTC');
    expect(read.minutes.at(-4)).toBe(1);
    expect(read.hours.at(-1)).toBe(1);
    expect(read.days.at(-1)).toBe(1);
    expect(read.activeSeconds.minutes.at(-4)).toBe(90);
    expect(read.activeSeconds.days.at(-1)).toBe(90);
    expect(read.lms.at(-1)).toBe(1);
    expect(read.lastEventAt).toBe(now - 3 * minute - (now % 1000));
  });

  test('sums results, moods and attendance by day', () => {
    const read = readWindow(
      windowOf(
        { type: 'quiz_attempt', at: now, percent: 80 },
        { type: 'answer', at: now, correct: false },
        { type: 'forum_post', at: now, text: 'stuck', sentiment: { score: -0.6 } },
        {
          type: 'attendance',
          at: now - day,
          attendance: { status: 'late', minutesLate: 7, minutesAttended: 38, participation: 'medium' },
        },
      ),
      now,
      'UTC',
    );
    expect([read.results.count.at(-1), read.results.percent.at(-1)]).toEqual([2, 80]);
    expect([read.texts.scored.at(-1), read.texts.mood.at(-1), read.texts.unscored.at(-1)]).toEqual([
      1, 40, 0,
    ]);
    const yesterday = Object.fromEntries(
      Object.entries(read.attendance).map(([field, all]) => [field, all.at(-2)]),
    );
    expect(yesterday).toEqual({
      present: 0,
      late: 1,
      absent: 0,
      excused: 0,
      minutesAttended: 38,
      points: 893,
      rated: 1,
      participation: 2,
    });
    // Time with people is none on the platform.
    expect([read.activeSeconds.days.at(-2), read.days.at(-2), read.lms.at(-2)]).toEqual([0, 1, 0]);
    expect(read.activeSeconds.hours.at(-25)).toBe(38 * 60);
  });

  test.each(['absent', 'excused'] as const)(
    'somebody marked %s is recorded, but was not active',
    (status) => {
      const read = readWindow(windowOf({ type: 'attendance', at: now, attendance: { status } }), now, 'UTC');
      expect(read.attendance[status].at(-1)).toBe(1);
      expect(read.days.at(-1)).toBe(0);
      expect(read.lastEventAt).toBeNull();
    },
  );

  test('puts a late event where it belongs and keeps the newest time', () => {
    const read = readWindow(windowOf(viewed(now), viewed(now - 5 * day)), now, 'UTC');
    expect(read.days.at(-6)).toBe(1);
    expect(read.minutes.reduce((sum, events) => sum + events, 0)).toBe(1);
    expect(read.lastEventAt).toBe(now - (now % 1000));
  });

  test('stops at its highest figure and says that it did', () => {
    const read = readWindow(windowOf(viewed(now, 50_000), viewed(now, 50_000)), now, 'UTC');
    expect(read.activeSeconds.days.at(-1)).toBe(65_535);
    expect(read.saturated).toBe(true);
    expect(readWindow(windowOf(viewed(now, 50_000)), now, 'UTC').saturated).toBe(false);
  });

  test('is as the plain list of events says, whatever their order and the moment it is read', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            ago: fc.integer({ min: 0, max: 90 * day }),
            type: fc.constantFrom('login', 'quiz_attempt', 'forum_post', 'session_end'),
            durationS: fc.integer({ min: 0, max: 4000 }),
          }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 0, max: 100 * day }),
        (told, laterBy) => {
          const events = told.map(({ ago, ...event }): Told => ({ ...event, at: now - ago }));
          const newest = Math.max(0, ...events.map(({ at }) => at));
          const readAt = now + laterBy;
          const read = readWindow(windowOf(...events), readAt, 'UTC');
          for (const { name, stepS, span } of rings.slice(0, 3)) {
            const bucketOf = (at: number) => Math.floor(at / 1000 / stepS);
            // Forgotten is what the ring has left behind, be it by the time of reading or by a newer event.
            const oldest = Math.max(bucketOf(newest), bucketOf(readAt)) - span + 1;
            const expected = Array.from({ length: span }, () => ({ events: 0, seconds: 0 }));
            for (const { at, type, durationS = 0 } of events) {
              const cell = expected[span - 1 - bucketOf(readAt) + bucketOf(at)];
              if (cell === undefined || bucketOf(at) < oldest) continue;
              cell.events++;
              // By the day only what was done on the platform.
              cell.seconds += name === 'days' && type === 'session_end' ? 0 : durationS;
            }
            const ring = name as 'minutes' | 'hours' | 'days';
            expect(read[ring]).toEqual(expected.map((cell) => cell.events));
            expect(read.activeSeconds[ring]).toEqual(expected.map((cell) => cell.seconds));
          }
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  test('is the same bytes whatever the order, and survives being packed and opened between any two events', () => {
    const happening = fc.record({
      ago: fc.integer({ min: 0, max: 100 * day }),
      type: fc.constantFrom('login', 'content_view', 'quiz_attempt'),
      percent: fc.integer({ min: 0, max: 100 }),
      graded: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(happening, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        (told, keys) => {
          const events = told.map(({ ago, ...event }): Told => ({ ...event, at: now - ago }));
          const shuffled = events.map((event, index) => ({ event, key: keys[index] ?? 0 }));
          shuffled.sort((one, other) => one.key - other.key);
          let packed: Uint8Array | null = null;
          for (const { event } of shuffled) {
            const open = openWindow(packed);
            count(open, markOf(event, 'UTC'));
            packed = packWindow(open);
          }
          expect(packed).toEqual(windowOf(...events));
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  test('takes a twentieth of a kilobyte for a quiet learner and stays below a bound for the wildest', () => {
    expect(windowOf(viewed(now, 60))?.byteLength).toBeLessThan(52);
    const wild = openWindow();
    for (let ago = 0; ago < 84 * 24; ago++) {
      for (const type of [
        'login',
        'content_view',
        'quiz_attempt',
        'assignment_submission',
        'message',
      ] as const) {
        count(
          wild,
          markOf(
            { type, at: now - ago * hour, durationS: 3000, percent: 100, sentiment: { score: 0.5 } },
            'UTC',
          ),
        );
      }
    }
    expect(packWindow(wild)?.byteLength).toBeLessThan(3000);
  });
});

describe('a learner', () => {
  test('may have so many events in a minute, and ten times as many in an hour when they come late', () => {
    const open = openWindow();
    const mark = markOf(viewed(now), 'UTC');
    for (let event = 0; event < 5; event++) {
      expect(isOverLimit(open, mark, 5)).toBe(false);
      count(open, mark);
    }
    expect(isOverLimit(open, mark, 5)).toBe(true);
    expect(isOverLimit(open, markOf(viewed(now + minute), 'UTC'), 5)).toBe(false);
    const late = markOf(viewed(now - 5 * hour), 'UTC');
    for (let event = 0; event < 50; event++) count(open, late);
    expect(isOverLimit(open, late, 5)).toBe(true);
  });
});

test('an event more than a week late goes to history alone', () => {
  expect(isCounted({ at: now - lateLimitMs }, now)).toBe(true);
  expect(isCounted({ at: now - lateLimitMs - 1 }, now)).toBe(false);
});

test('a day has a field for each kind, and no ring more fields than a record can name', () => {
  expect(rings[2].fields).toEqual(['seconds', ...kinds]);
  for (const { fields, span } of rings) {
    expect(fields.length).toBeLessThanOrEqual(8);
    expect(span).toBeLessThan(256);
  }
});
