import { describe, expect, test } from 'vitest';
import { dateOf, dayOfDate } from '#engagement/day.ts';
import { labelledDays, monthsOf, movedDay } from './day-places.ts';

const datesFrom = (first: string, days: number) =>
  Array.from({ length: days }, (_, index) => dateOf(dayOfDate(first) + index));

describe('a calendar', () => {
  test('has a month as weeks from Monday to Sunday, and each day once', () => {
    const months = monthsOf(datesFrom('2026-10-30', 34));
    expect(months.map(({ at, weeks, days }) => [dateOf(at / 86_400_000), weeks, days.length])).toEqual([
      ['2026-10-01', 1, 2],
      // 1 November 2026 is a Sunday: the month takes six weeks, of which the first has one day.
      ['2026-11-01', 6, 30],
      ['2026-12-01', 1, 2],
    ]);
    expect(months[1]?.days.slice(0, 3)).toEqual([
      { index: 2, week: 0, weekday: 6 },
      { index: 3, week: 1, weekday: 0 },
      { index: 4, week: 1, weekday: 1 },
    ]);
    expect(months.flatMap(({ days }) => days.map(({ index }) => index))).toEqual(
      Array.from({ length: 34 }, (_, index) => index),
    );
  });
});

describe('a row of days', () => {
  test.each([
    [28, 800, 4],
    [84, 800, 12],
    [84, 300, 4],
  ])('of %i days in %i pixels has %i labels, on Mondays, with room for each', (days, width, labels) => {
    const dates = datesFrom('2026-11-02', days);
    const found = labelledDays(dates, width);
    expect(found).toHaveLength(labels);
    for (const index of found) expect(new Date(dates[index] ?? '').getUTCDay()).toBe(1);
  });

  test('without days has no labels', () => {
    expect(labelledDays([], 100)).toEqual([]);
  });
});

test.each([
  [3, 'ArrowRight', 4],
  [3, 'ArrowLeft', 2],
  [3, 'ArrowDown', 10],
  [3, 'ArrowUp', 0],
  [20, 'PageDown', 27],
  [20, 'Home', 0],
  [20, 'End', 27],
  [27, 'ArrowRight', 27],
  [3, 'a', null],
] as const)('from day %i of 28 the key %s leads to %s', (day, key, expected) => {
  expect(movedDay(day, key, 28)).toBe(expected);
});
