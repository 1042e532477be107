import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayShareOf } from './cohort-hours.ts';
import { type LocalMoment, weekdayOf } from './day.ts';
import { type CohortUsual, cohortUsualOf, countLearner, openUsual, weekMoveOf } from './cohort-usual.ts';
import type { OwnActivity } from './weeks.ts';

/** Wednesday 4 March 2026. */
const day = Date.UTC(2026, 2, 4) / 86_400_000;
const evening: LocalMoment = { day, hour: 20, minute: 30 };

/** Active on about half of all days, and at nine and at nineteen of each. */
function learner(seed: number, lastWeek = 1): OwnActivity {
  const days = Array.from({ length: 84 }, (_, index) => {
    const events = ((index + seed) * 7919) % 5 < 3 ? 10 + (((index + 3 * seed) * 31) % 25) : 0;
    return index >= 77 ? Math.round(events * lastWeek) : events;
  });
  const hours = Array.from({ length: 48 }, (_, at) =>
    [9, 19].includes((at - 47 + 48 + evening.hour) % 24) ? 10 : 0,
  );
  return { days, seconds: days.map((events) => events * 60), hours };
}

function usualFrom(learners: OwnActivity[], kept: CohortUsual | null = null, at = evening): CohortUsual {
  const open = openUsual(at, kept);
  for (const [index, own] of learners.entries()) countLearner(open, `learner-${index}`, own);
  return cohortUsualOf(open, null);
}

function many(count: number, lastWeek = 1): OwnActivity[] {
  return Array.from({ length: count }, (_, index) => learner(index, lastWeek));
}

describe('the usual of a cohort', () => {
  test('says how the week goes beside the weeks before', () => {
    const [calm, half, double] = [1, 0.5, 2].map((lastWeek) => usualFrom(many(40, lastWeek)).week ?? 0);
    expect(calm).toBeGreaterThan(0.85);
    expect(calm).toBeLessThan(1.15);
    expect((half ?? 0) / (calm ?? 1)).toBeCloseTo(0.5, 1);
    expect((double ?? 0) / (calm ?? 1)).toBeGreaterThan(1.7);
  });

  test('is told as quieter or busier where all of it moved', () => {
    expect([0.5, 1, 2].map((lastWeek) => weekMoveOf(usualFrom(many(40, lastWeek))))).toEqual([
      'quieter',
      null,
      'busier',
    ]);
    expect(weekMoveOf({ week: null })).toBeNull();
  });

  test('is not moved by one wild learner', () => {
    const wild = {
      ...learner(0),
      days: learner(0).days.map((events, index) => (index >= 77 ? 60_000 : events)),
    };
    const [without, beside] = [many(40), [...many(40), wild]].map((all) => usualFrom(all).week ?? 0);
    expect(Math.abs((beside ?? 0) - (without ?? 0))).toBeLessThan(0.15);
  });

  test('does not depend on the order of its learners', () => {
    const all = many(20);
    const expected = usualFrom(all);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 20 }), (shuffled) => {
        expect(usualFrom(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('is as it was when everybody does many times as much', () => {
    const [once, often] = [1, 20].map((times) =>
      usualFrom(many(20).map((own) => ({ ...own, days: own.days.map((events) => events * times) }))),
    );
    expect(often).toEqual(once);
  });

  test('says nothing of how it moves with fewer than eight learners, or with newcomers alone', () => {
    expect(usualFrom(many(7))).toMatchObject({ learners: 7, day: null, week: null });
    const newcomers = many(20).map((own) => ({
      ...own,
      days: own.days.with(0, 0).map((events, at) => (at < 60 ? 0 : events)),
    }));
    expect(usualFrom(newcomers)).toMatchObject({ learners: 0, week: null });
  });

  test('never fails and has only numbers, whoever is in it', () => {
    const counts = (length: number) => fc.array(fc.nat(65_535), { minLength: length, maxLength: length });
    const anyOwn = fc.record({ days: counts(84), seconds: counts(84), hours: counts(48) });
    fc.assert(
      fc.property(fc.array(anyOwn, { maxLength: 10 }), fc.nat(23), fc.nat(59), (all, hour, minute) => {
        const usual = usualFrom(all, null, { day, hour, minute });
        const figures = [usual.day ?? 0, usual.week ?? 0, usual.learnerDays, ...usual.hours, ...usual.heard];
        for (const figure of figures) expect(figure).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the hours of a cohort', () => {
  test('are those of yesterday at first, on every weekday', () => {
    const usual = usualFrom(many(20));
    for (const away of [0, 1, 5]) {
      const shares = [8, 10, 18, 20, 23].map((hour) =>
        dayShareOf(usual, { day: day + away, hour, minute: 59 }),
      );
      for (const [index, share] of [0, 0.5, 0.5, 1, 1].entries()) expect(shares[index]).toBeCloseTo(share, 1);
    }
  });

  test('are not known before anybody came', () => {
    expect(dayShareOf(usualFrom([]), evening)).toBeNull();
  });

  test('take each day once, however often they are asked for', () => {
    const once = usualFrom(many(20));
    const again = usualFrom(many(20), once, { ...evening, minute: 40 });
    expect(again.heard).toEqual(once.heard);
    expect(again.learnerDays).toBe(20);
  });

  test('are forgotten within months: a cohort may move from mornings to evenings', () => {
    let usual = usualFrom(many(20));
    const evenings = many(20).map((own) => ({
      ...own,
      hours: own.hours.map((_, at) => (at === 22 ? 5 : 0)),
    }));
    for (let later = 1; later <= 70; later++)
      usual = usualFrom(evenings, usual, { ...evening, day: day + later });
    expect(dayShareOf(usual, { ...evening, hour: 17, minute: 0 })).toBeLessThan(0.1);
  });

  test('weekdays are numbered from Monday', () => {
    expect([day - 3, day - 2, day, day + 4].map(weekdayOf)).toEqual([7, 1, 3, 7]);
  });
});

describe('who is up at night', () => {
  /** At three of the night before. */
  const owl = { ...learner(1), hours: learner(1).hours.with(47 - 20 - 24 + 3, 30) };

  test('is remembered for four weeks', () => {
    let usual = usualFrom(many(40));
    for (let later = 1; later <= 20; later++)
      usual = usualFrom(many(40), usual, { ...evening, day: day + later });
    usual = usualFrom([owl, ...many(40)], usual, { ...evening, day: day + 21 });
    expect(usual.nights).toEqual({ 'learner-0': day + 20 });
    for (let later = 22; later <= 48; later++)
      usual = usualFrom(many(40), usual, { ...evening, day: day + later });
    expect(Object.keys(usual.nights)).toEqual(['learner-0']);
    usual = usualFrom(many(40), usual, { ...evening, day: day + 50 });
    expect(usual.nights).toEqual({});
  });
});
