import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionPoints } from './attendance.ts';
import { dateOf, dayOf } from './day.ts';
import type { Attendance, LearnerEvent } from './event.ts';
import { lmsScore } from './lms.ts';
import { markOf } from './mark.ts';
import { type Score, scoreOf, scoreOfTotals } from './score.ts';
import { type PartName, type Scoring, usualScoring } from './scoring.ts';
import type { Circumstances, Outage } from './quiet.ts';
import { totalsOfMarks, totalsOfWindow } from './totals.ts';
import { weekOf } from './week.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 2, 8, 12, 0);
const hour = { scheduledStart: 0, scheduledEnd: 3_600_000 };
const there: Attendance = { status: 'present', ...hour, minutesAttended: 60, participation: 'high' };
const late: Attendance = { ...there, status: 'late', minutesLate: 15, minutesAttended: 45 };

type Told = Omit<LearnerEvent, 'id' | 'learner'>;

const session = fc.record({
  status: fc.constantFrom('present', 'late', 'absent', 'excused'),
  scheduledStart: fc.constant(0),
  scheduledEnd: fc.constant(3_600_000),
  minutesLate: fc.integer({ min: 0, max: 60 }),
  minutesAttended: fc.integer({ min: 0, max: 60 }),
  participation: fc.constantFrom('high', 'medium', 'low', 'none'),
});
const what = fc.oneof(
  session.map((attendance): Omit<Told, 'at'> => ({ type: 'attendance', attendance })),
  fc
    .record({
      type: fc.constantFrom('login', 'content_view', 'quiz_attempt', 'assignment_submission', 'message'),
      durationS: fc.integer({ min: 0, max: 7200 }),
      percent: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined }),
      mood: fc.option(fc.integer({ min: -100, max: 100 }), { nil: undefined }),
    })
    .map(({ percent, mood, ...event }): Omit<Told, 'at'> => ({
      ...event,
      ...(percent === undefined ? {} : { percent }),
      ...(mood === undefined ? {} : { sentiment: { score: mood / 100 } }),
    })),
);
const told = fc.record({ agoMs: fc.integer({ min: 0, max: 13 * day }), what });
const weights = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([one, other]) => {
    const [first, second] = [Math.min(one, other), Math.max(one, other)];
    return { attendance: first, lms: second - first, sentiment: 100 - second };
  });

function happened(all: { agoMs: number; what: Omit<Told, 'at'> }[]): Told[] {
  return all.map((one) => ({ ...one.what, at: now - one.agoMs }));
}

function scored(events: readonly Told[], scoring: Scoring = usualScoring, timeZone = 'UTC'): Score | null {
  const window = openWindow();
  for (const event of events) count(window, markOf(event, timeZone));
  const of = { enrolledAt: now - 40 * day, timeZone, scoring, outages: [] };
  return scoreOf(readWindow(packWindow(window), now, timeZone), of);
}

describe('a session', () => {
  test.each<[string, Attendance, number | null]>([
    ['of which one is excused is no zero', { status: 'excused' }, null],
    ['that was missed is', { status: 'absent' }, 0],
    ['with all of it', there, 100],
    ['a quarter of an hour late costs a quarter of presence and all of being on time', late, 67.5],
    ['in which one took no part costs the points for it', { ...there, participation: 'none' }, 85],
    ['where nobody noted that, costs nothing', { status: 'present' }, 100],
  ])('%s', (_, one, points) => {
    expect(sessionPoints(one)).toEqual(points);
  });
});

test('the platform gives points for days, time and results, and zero for nothing', () => {
  const expected = { activeDays: 4, minutes: 120 };
  const none = { activeDays: 0, seconds: 0, results: 0, percent: 0 };
  expect(lmsScore(none, expected)).toBe(0);
  expect(lmsScore({ ...none, activeDays: 1 }, expected)).toBeCloseTo((10 / 70) * 100);
  const quiz = { activeDays: 1, seconds: 3_600, results: 1, percent: 50 };
  expect(lmsScore(quiz, expected)).toBeCloseTo(10 + 15 + 15);
  expect(lmsScore({ activeDays: 2, seconds: 7_200, results: 2, percent: 100 }, expected)).toBeCloseTo(
    20 + 30 + 15,
  );
});

describe('a score', () => {
  test('has points that add up to it, and weights that add up to a hundred, whatever part is missing', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), weights, (all, theirs) => {
        const score = scored(happened(all), { ...usualScoring, weights: theirs });
        if (score === null) return;
        const sum = (of: 'points' | 'weight') => score.parts.reduce((total, part) => total + part[of], 0);
        expect(Math.abs(sum('points') - score.value)).toBeLessThan(1e-9);
        expect(sum('weight')).toBeCloseTo(100, 0);
        for (const part of score.parts) {
          expect(part.value === null).toBe(part.missing !== null);
          expect(part.value !== null || part.points + part.weight === 0).toBe(true);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  test('never falls by more presence: by being there, for longer, in better time or more actively', () => {
    const better = fc.record({
      agoMs: fc.integer({ min: 0, max: 6 * day }),
      before: session.filter(({ status }) => status !== 'excused'),
      minutesMore: fc.integer({ min: 0, max: 60 }),
      minutesSooner: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(told, { maxLength: 20 }),
        better,
        (all, { agoMs, before, minutesMore, minutesSooner }) => {
          const after: Attendance = {
            ...before,
            status: before.status === 'absent' ? 'late' : before.status,
            minutesAttended: Math.min(60, before.minutesAttended + minutesMore),
            minutesLate: Math.max(0, before.minutesLate - minutesSooner),
          };
          const of = (attendance: Attendance) =>
            scored([...happened(all), { type: 'attendance', at: now - agoMs, attendance }]);
          const [worse, best] = [of(before), of(after)];
          expect((best?.value ?? 0) - (worse?.value ?? 0)).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });

  test('does not depend on the order in which events arrived', () => {
    fc.assert(
      fc.property(
        fc.array(told, { maxLength: 30 }),
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        (all, keys) => {
          const events = happened(all);
          const shuffled = events
            .map((event, index) => ({ event, key: keys[index] ?? 0 }))
            .toSorted((one, other) => one.key - other.key)
            .map(({ event }) => event);
          expect(scored(shuffled)).toEqual(scored(events));
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  test('is the same from live windows as from the records of the week', () => {
    const timeZone = 'Australia/Melbourne';
    const today = dayOf(now, timeZone);
    const dates = Array.from({ length: 7 }, (_, index) => dateOf(today - 6 + index));
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (all) => {
        const events = happened(all);
        const live = scored(events, usualScoring, timeZone);
        const records = events.map((event) => ({ date: dateOf(dayOf(event.at, timeZone)), event }));
        const week = weekOf(
          dates,
          records.filter(({ date }) => dates.includes(date)),
          null,
        );
        const isHeard = events.some(({ type }) => type !== 'attendance' && type !== 'message');
        // A platform that never told of this learner is no zero live; whoever scores a week knows better.
        expect(live && isHeard ? live.value : week.score).toBe(week.score);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  test('is made of the same sums whether they come from a window or from records', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (all) => {
        const marks = happened(all).map((event) => markOf(event, 'UTC'));
        const window = openWindow();
        for (const mark of marks) count(window, mark);
        const read = readWindow(packWindow(window), now, 'UTC');
        const since = dayOf(now, 'UTC') - 13;
        expect(totalsOfWindow(read, 14, 0)).toEqual(totalsOfMarks(marks.filter((mark) => mark.day >= since)));
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  test.each([
    [{ attendance: 52.5, lms: 53.6, sentiment: 48.9 }, 52, [21, 18.8, 12.2]],
    [{ attendance: 100, lms: 100, sentiment: null }, 100, [53.3, 46.7, 0]],
    [{ attendance: null, lms: 40, sentiment: 80 }, 56.7, [0, 23.3, 33.3]],
  ])('of %o is %s', (values, value, points) => {
    const score = scoreOfTotals(totalsWith(values), expectedAll, usualScoring);
    expect(score?.value).toBe(value);
    const sum = points.reduce((total, one) => total + one, 0);
    // What rounding leaves over goes to one of them.
    for (const [index, part] of (score?.parts ?? []).entries()) {
      expect(Math.abs(part.points - (points[index] ?? 0))).toBeLessThan(sum === value ? 0.001 : 0.11);
    }
  });

  test('of nobody of whom anything is known is none', () => {
    expect(scored([])).toBeNull();
  });

  test('of a part whose weight is nought does not move by it', () => {
    const scoring = { ...usualScoring, weights: { attendance: 100, lms: 0, sentiment: 0 } };
    const events: Told[] = [0, 1, 2].map((ago) => ({
      type: 'attendance',
      at: now - ago * day,
      attendance: late,
    }));
    expect(scored([...events, { type: 'login', at: now }], scoring)?.value).toBe(67.5);
  });
});

describe('silence', () => {
  const worked: Told[] = [20, 21, 22].map((ago) => ({ type: 'login', at: now - ago * day, durationS: 600 }));

  test('on a platform that was heard from is zero, and of a learner nobody ever heard of it is nothing', () => {
    expect(scored(worked)?.parts.find(({ name }) => name === 'lms')?.value).toBe(0);
    const register: Told[] = [1, 2, 3].map((ago) => ({
      type: 'attendance',
      at: now - ago * day,
      attendance: there,
    }));
    expect(scored(register)).toMatchObject({
      value: 100,
      parts: [{ value: 100 }, { value: null, missing: 'no_data' }, { value: null, missing: 'no_data' }],
    });
  });

  test('has four reasons that are told apart', () => {
    const missing = (events: readonly Told[], change: Partial<Circumstances> = {}) => {
      const window = openWindow();
      for (const event of events) count(window, markOf(event, 'UTC'));
      const of = {
        enrolledAt: now - 40 * day,
        timeZone: 'UTC',
        scoring: usualScoring,
        outages: [],
        ...change,
      };
      const score = scoreOf(readWindow(packWindow(window), now, 'UTC'), of);
      return score && Object.fromEntries(score.parts.map((part) => [part.name, part.missing]));
    };
    const mood: Told = { type: 'message', at: now, sentiment: { score: 0.1 } };
    const excused: Told[] = [1, 2, 3].map((ago) => ({
      type: 'attendance',
      at: now - ago * day,
      attendance: { status: 'excused' },
    }));
    const holidays = [{ from: '2026-03-01', to: '2026-03-08', name: 'Spring break' }];
    const scoring = { ...usualScoring, daysOff: { restDays: [], holidays } };
    const outages: Outage[] = [{ parts: ['lms', 'attendance'], from: now - 8 * day, to: now }];
    expect(missing([...worked, mood])).toEqual({ attendance: 'no_data', lms: null, sentiment: null });
    expect(missing([...worked, ...excused])).toEqual({
      attendance: 'excused',
      lms: null,
      sentiment: 'no_data',
    });
    expect(missing([...worked, mood], { scoring })).toMatchObject({ attendance: 'holiday', lms: 'holiday' });
    expect(missing([...worked, mood], { outages })).toMatchObject({
      attendance: 'source_down',
      lms: 'source_down',
    });
  });

  test('on some days off lowers what is expected, not the score', () => {
    const events: Told[] = [0, 1].map((ago) => ({
      type: 'content_view',
      at: now - ago * day,
      durationS: 1800,
    }));
    const all = [...worked, ...events];
    const holidays = [{ from: '2026-03-02', to: '2026-03-05', name: 'Reading days' }];
    const off = scored(all, { ...usualScoring, daysOff: { restDays: [], holidays } });
    expect(scored(all)?.value).toBeLessThan(80);
    expect(off?.value).toBe(100);
    expect(off?.parts[1]?.madeOf).toMatchObject({ expectedDays: 1.7, expectedMinutes: 51.4 });
  });
});

const expectedAll = {
  isHeard: true,
  attendance: { days: 7, none: 'no_data' },
  lms: { days: 7, none: 'no_data' },
  sentiment: { days: 7, none: 'no_data' },
} as const;

/** Sums that come to these values. */
function totalsWith(values: Record<PartName, number | null>) {
  const totals = totalsOfMarks([]);
  const { attendance, lms, sentiment } = values;
  if (attendance !== null) Object.assign(totals.attendance, { present: 1, points: attendance * 10 });
  if (lms !== null) {
    const percent = ((lms - 70) / 30) * 100;
    Object.assign(totals.lms, { activeDays: 4, seconds: 7200, results: 1, percent });
  }
  if (sentiment !== null) Object.assign(totals.texts, { scored: 1, mood: 2 * sentiment });
  return totals;
}
