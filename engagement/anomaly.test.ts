import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Anomaly, unusualOf } from './anomaly.ts';
import type { CohortUsual } from './cohort-usual.ts';
import type { OwnActivity } from './weeks.ts';

/** A Wednesday, half past eight in the evening. */
const today = 3;
const dayShare = 0.9;
const nobody = Array.from({ length: 48 }, () => 0);

/** Thirty events or so on each workday, the last day is today. */
function steady(): number[] {
  return Array.from({ length: 84 }, (_, day) => (isWeekend(day) ? 0 : 26 + ((day * 7) % 9)));
}

function isWeekend(day: number): boolean {
  return (day + today) % 7 > 4;
}

function own(days: number[], hours = nobody): OwnActivity {
  return { days, seconds: days.map((events) => events * 120), hours };
}

function withLast(days: number[], ...last: number[]): number[] {
  return [...days.slice(0, days.length - last.length), ...last];
}

function cohort(changes: Partial<CohortUsual> = {}): CohortUsual {
  return {
    learners: 30,
    weekday: today,
    day: 1,
    week: 1,
    hours: Array.from({ length: 168 }, (_, at) => (at % 24 >= 8 ? 1 / 16 : 0)),
    learnerDays: 5_000,
    heard: [],
    heardDay: 0,
    nights: {},
    came: null,
    ...changes,
  };
}

function said(anomalies: Anomaly[]): string[] {
  return anomalies.map(({ what, than, days }) => `${what} ${than} ${days}`);
}

describe('a learner whose weeks are alike', () => {
  test('is not unusual', () => {
    expect(unusualOf(own(steady()), today, dayShare, cohort())).toEqual([]);
  });

  test('is quieter than usual once nothing came for some days, and told why in numbers that add up', () => {
    const [first] = unusualOf(own(withLast(steady(), 0, 0, 0, 0, 0, 0, 0)), today, dayShare, cohort());
    expect(first).toMatchObject({ what: 'quieter', than: 'self', days: 7, observed: 0 });
    const { observed = 0, usual = 0, spread = 1, deviations = 0 } = first ?? {};
    expect(deviations).toBeLessThanOrEqual(-3);
    expect((observed - usual) / spread).toBeCloseTo(deviations, 0);
  });

  test('is missed on the first workday without them, but not before half of the day has passed', () => {
    const away = own(withLast(steady(), 0));
    expect(said(unusualOf(away, today, 0.97, cohort()))).toEqual(['quieter self 1']);
    expect(unusualOf(away, today, 0.49, cohort())).toEqual([]);
  });

  test('is busier than usual today when they did many times as much by this hour', () => {
    expect(said(unusualOf(own(withLast(steady(), 240)), today, dayShare, cohort()))).toContain(
      'busier self 1',
    );
    expect(said(unusualOf(own(withLast(steady(), 90)), today, dayShare, cohort()))).toEqual([]);
  });

  test('is not missed on Sundays, on which they never came', () => {
    const everyDayButSunday = Array.from({ length: 84 }, (_, day) =>
      day % 7 === 6 ? 0 : 26 + ((day * 5) % 9),
    );
    const usual = cohort({ weekday: 7 });
    expect(unusualOf(own(everyDayButSunday), 7, 1, usual)).toEqual([]);
    const alike = unusualOf(own(everyDayButSunday), 7, 1, usual, { ignoresWeekdays: true });
    expect(said(alike)).toEqual(['quieter self 1']);
  });

  test('is not unusual by one click on a day on which they never came', () => {
    const days = steady().map((_, day) => ((day + today) % 7 === 2 ? 0 : 20));
    expect(unusualOf(own(withLast(days, 1)), today, dayShare, cohort())).toEqual([]);
  });

  test('is told at most three things, strongest first', () => {
    const hours = nobody.with(47 - 17, 400);
    const busy = own(withLast(steady(), 400, 500, 600, 500, 400, 500, 900), hours);
    const found = unusualOf(busy, today, dayShare, cohort(), { hour: 20 });
    expect(said(found).toSorted()).toEqual(['busier self 1', 'busier self 7', 'odd_hours cohort 1']);
    const strengths = found.map(({ deviations }) => Math.abs(deviations));
    expect(strengths).toEqual(strengths.toSorted((one, other) => other - one));
  });
});

describe('nothing is said', () => {
  test('of a learner who came less than five weeks ago', () => {
    const since = (weeks: number) =>
      own(
        withLast(
          steady().map((events, day) => (day < 84 - 7 * weeks ? 0 : events)),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
        ),
      );
    expect(unusualOf(since(4), today, dayShare, cohort())).toEqual([]);
    expect(said(unusualOf(since(6), today, dayShare, cohort()))).toContain('quieter self 7');
  });

  test('of the silence of days that do not count, as days off and outages', () => {
    const away = own(withLast(steady(), 0, 0, 0, 0, 0, 0, 0));
    const counts = Array.from({ length: 84 }, (_, day) => day < 78);
    expect(unusualOf(away, today, dayShare, cohort(), { counts })).toEqual([]);
  });

  test('of a past week off: it makes nobody busier after it', () => {
    const days = steady().map((events, day) => (day >= 63 && day < 77 ? 0 : events));
    const counts = days.map((_, day) => day < 63 || day >= 77);
    expect(unusualOf(own(days), today, dayShare, cohort(), { counts })).toEqual([]);
  });

  test('of being busy while nobody knows how late it is', () => {
    const busy = own(withLast(steady(), 400, 500, 600, 500, 400, 500, 900));
    expect(unusualOf(busy, today, null, null)).toEqual([]);
  });
});

describe('beside the cohort', () => {
  test('whoever falls as all fall is not unusual', () => {
    const away = own(withLast(steady(), 3, 0, 0, 0, 2, 0, 0));
    expect(said(unusualOf(away, today, dayShare, cohort()))).toContain('quieter self 7');
    expect(unusualOf(away, today, dayShare, cohort({ week: 0.1, day: 0.1 }))).toEqual([]);
  });

  test('whoever does more as all do more is not unusual', () => {
    const busy = own(steady().map((events, day) => (day >= 77 ? events * 4 : events)));
    expect(said(unusualOf(busy, today, dayShare, cohort()))).toContain('busier self 7');
    expect(unusualOf(busy, today, dayShare, cohort({ week: 4, day: 4 }))).toEqual([]);
  });

  test('whoever stays behind when all do much more is told against the cohort', () => {
    const little = own(withLast(steady(), 10, 8, 0, 0, 9, 8, 8));
    expect(said(unusualOf(little, today, dayShare, cohort()))).toEqual([]);
    const beside = unusualOf(little, today, dayShare, cohort({ week: 6, day: 6 }));
    expect(said(beside)).toContain('quieter cohort 7');
  });

  test('whoever goes on while the others rest is left alone', () => {
    expect(unusualOf(own(steady()), today, dayShare, cohort({ week: 0.1, day: 0.1 }))).toEqual([]);
  });
});

describe('at night', () => {
  /** At three in the morning, seen in the evening. */
  const hours = nobody.with(47 - 17, 25);

  test('work is at odd hours where the cohort sleeps', () => {
    const [found] = unusualOf(own(steady(), hours), today, dayShare, cohort(), { hour: 20 });
    expect(found).toMatchObject({ what: 'odd_hours', than: 'cohort', days: 1, observed: 25, usual: 0 });
  });

  test.each([
    ['of whom it is known', cohort(), { hour: 20, isUpAtNight: true }],
    ['in a cohort whose hours are hardly known', cohort({ learnerDays: 500 }), { hour: 20 }],
    [
      'in a cohort that is there at all hours',
      cohort({ hours: Array.from({ length: 168 }, () => 1 / 24) }),
      { hour: 20 },
    ],
    ['where the hour is not known', cohort(), {}],
  ])('it is not, %s', (_, usual, options) => {
    expect(unusualOf(own(steady(), hours), today, dayShare, usual, options)).toEqual([]);
  });

  test('the hour after the last one is the edge of the evening', () => {
    const late = nobody.with(47 - 20, 25);
    expect(unusualOf(own(steady(), late), today, dayShare, cohort(), { hour: 20 })).toEqual([]);
  });
});

describe('whatever is counted', () => {
  const anyDays = fc.array(fc.oneof(fc.constant(0), fc.nat(80), fc.nat(65_535)), {
    minLength: 0,
    maxLength: 84,
  });
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
  const move = fc.option(fc.double({ min: 0, max: 20, noNaN: true }));
  const anyCohort = fc.option(
    fc.record({ day: move, week: move, weekday: fc.integer({ min: 1, max: 7 }) }).map((some) => cohort(some)),
  );

  test('never fails, and says only numbers, at most three times', () => {
    fc.assert(
      fc.property(
        anyDays,
        fc.array(fc.nat(9_999), { maxLength: 84 }),
        fc.array(fc.nat(999), { maxLength: 48 }),
        fc.integer({ min: 1, max: 7 }),
        share,
        anyCohort,
        fc.option(fc.array(fc.boolean(), { minLength: 84, maxLength: 84 }), { nil: undefined }),
        (days, seconds, hours, weekday, passed, usual, counts) => {
          const options = { hour: 13, ...(counts ? { counts } : {}) };
          const found = unusualOf({ days, seconds, hours }, weekday, passed, usual, options);
          expect(found.length).toBeLessThanOrEqual(3);
          for (const { observed, usual: middle, spread, deviations } of found) {
            for (const figure of [observed, middle, spread, deviations])
              expect(Number.isFinite(figure)).toBe(true);
            expect(Math.abs(deviations)).toBeGreaterThanOrEqual(3);
          }
        },
      ),
    );
  });

  test('many times as much of everything leaves deviations nearly as they were', () => {
    const bigDays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 10, max: 80 })), {
      minLength: 84,
      maxLength: 84,
    });
    fc.assert(
      fc.property(bigDays, fc.integer({ min: 2, max: 50 }), anyCohort, (days, factor, usual) => {
        const [once, often] = [1, factor].map((times) =>
          unusualOf(own(days.map((events) => events * times)), today, dayShare, usual),
        );
        const [one, other] = [once, often].map((found) =>
          (found ?? []).map(({ days: of, deviations }) => [of, Math.abs(deviations)] as const),
        );
        // What is at the threshold itself may fall on either side of it.
        for (const [of, deviations] of one ?? []) {
          const same = other?.find(([each]) => each === of)?.[1] ?? 3;
          expect(Math.abs(same - deviations)).toBeLessThan(0.2);
        }
      }),
    );
  });
});
