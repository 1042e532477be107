import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type KeptCohortDays,
  cohortDaysOf,
  cohortDaysOn,
  countCohortDays,
  openCohortDays,
} from './cohort-days.ts';

const days = 84;
const today = 20_000;

describe('how a cohort comes and goes', () => {
  test('is the same whatever the order in which its learners are counted', () => {
    const ring = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: days, maxLength: days });
    const cohort = fc.array(ring, { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(
        cohort.chain((own) =>
          fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })),
        ),
        ([own, shuffled]) => {
          expect(kept(shuffled)).toEqual(kept(own));
        },
      ),
      { seed: 42, numRuns: 50 },
    );
  });

  test('is the share of those around who were there on each day, and today is not yet over', () => {
    const found = kept([...times(6, activeOn(1, 2)), ...times(2, activeOn(0, 2, 9))]);
    expect(found).toMatchObject({ day: today, lost: 0 });
    expect(found?.shares.slice(-10)).toEqual([0.25, 0, 0, 0, 0, 0, 0, 1, 0.75, 0.25]);
    expect(found?.recents).toHaveLength(32);
    expect(found?.recents).toEqual(found?.recents.toSorted((one, other) => one - other));
  });

  test.each([
    ['seven learners are too few', 7, activeOn(1), 'none'],
    ['eight are enough', 8, activeOn(1), 'some'],
    ['nobody is around who did nothing for four weeks', 20, activeOn(29), 'none'],
    ['who came on the last of these days still is', 20, activeOn(28), 'some'],
    ['who came today alone is not yet', 20, activeOn(0), 'none'],
  ])('%s', (_, learners, ring, expected) => {
    expect(kept(times(learners, ring)) === null ? 'none' : 'some').toBe(expected);
  });

  test('tells how many of those around two weeks ago have not been there since', () => {
    expect(kept([...times(9, activeOn(1, 20)), ...times(3, activeOn(15))])?.lost).toBe(0.25);
    // Who had left before that is no news, and who has only just come was not there to be lost.
    expect(kept([...times(9, activeOn(1)), ...times(3, activeOn(40))])?.lost).toBe(0);
  });
});

describe('what was kept of it', () => {
  const of: KeptCohortDays = { day: today, shares: [0.5, 0.25, 1], recents: [1, 2], lost: 0.1 };

  test.each([
    ['is summed up on its own day', today, [0, 0.5, 0.75, 1.75]],
    ['is a day old on the next, of which nothing is known', today + 1, [0, 0.25, 1.25, 1.25]],
    ['says nothing of the day after that', today + 2, null],
    ['nor of a day before it', today - 1, null],
  ])('%s', (_, on, upTo) => {
    expect(cohortDaysOn(of, on)).toEqual(upTo === null ? null : { upTo, recents: [1, 2], lost: 0.1 });
  });

  test('is nothing where nothing was kept', () => {
    expect(cohortDaysOn(null, today)).toBeNull();
  });
});

function kept(rings: readonly number[][]): KeptCohortDays | null {
  const open = openCohortDays(days);
  for (const ring of rings) countCohortDays(open, ring);
  return cohortDaysOf(open, today);
}

function activeOn(...daysAgo: number[]): number[] {
  return Array.from({ length: days }, (_, at) => (daysAgo.includes(days - 1 - at) ? 2 : 0));
}

function times(count: number, ring: number[]): number[][] {
  return Array.from({ length: count }, () => ring);
}
