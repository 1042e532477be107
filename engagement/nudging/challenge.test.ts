import { describe, expect, test } from 'vitest';
import { dateOf, dayOfDate } from '../day.ts';
import { doneOf, nameShown, weekFrom, weekToJoin, withOwnNames } from './challenge.ts';

describe('a week together', () => {
  test.each([
    ['2026-11-16T08:00:00Z', '2026-11-16'],
    // Already Friday in Berlin, and still Thursday.
    ['2026-11-19T23:30:00Z', '2026-11-23'],
    ['2026-11-19T22:30:00Z', '2026-11-16'],
    ['2026-11-22T22:30:00Z', '2026-11-23'],
  ])('that one joins at %s begins on %s', (now, monday) => {
    expect(dateOf(weekToJoin(Date.parse(now), 'Europe/Berlin').monday)).toBe(monday);
  });

  test('lasts from midnight on Monday to midnight on Sunday of the cohort, an hour longer where clocks go back', () => {
    const week = weekFrom(dayOfDate('2026-10-19'), 'Europe/Berlin');
    expect(new Date(week.startsAt).toISOString()).toBe('2026-10-18T22:00:00.000Z');
    expect(week.endsAt - week.startsAt).toBe((7 * 24 + 1) * 3_600_000);
  });

  test('counts days and answers of that week alone', () => {
    const monday = dayOfDate('2026-11-16');
    // The last is Wednesday; Sunday before does not count.
    const seen = { today: monday + 2, lms: [9, 9, 4, 0, 2], quizzes: [5, 5, 3, 0, 4] };
    expect(doneOf({ what: 'active_days', each: 3 }, seen, monday)).toBe(2);
    expect(doneOf({ what: 'answers', each: 20 }, seen, monday)).toBe(7);
    const later = { today: monday + 8, lms: [1, 1, 1, 1, 1, 1, 1, 1, 1], quizzes: [] };
    expect(doneOf({ what: 'active_days', each: 3 }, later, monday)).toBe(7);
  });

  test('has not begun before its Monday', () => {
    const monday = dayOfDate('2026-11-23');
    expect(
      doneOf({ what: 'active_days', each: 3 }, { today: monday - 1, lms: [3], quizzes: [] }, monday),
    ).toBe(0);
  });
});

test.each([
  ['Comet', 'Maya Lindqvist', 'Comet'],
  [' Comet ', 'Maya Lindqvist', 'Comet'],
  [null, 'Maya Lindqvist', 'Maya'],
  [null, 'Maya', 'Maya'],
])('who calls themselves %s and is %s is shown as %s', (shownAs, name, shown) => {
  expect(nameShown(shownAs, name)).toBe(shown);
});

test('names are in their own order, and two of the same name are told apart', () => {
  const members = [{ shownAs: 'Zed' }, { shownAs: 'Ann' }, { shownAs: 'Zed' }];
  expect(withOwnNames(members).map(({ shownAs }) => shownAs)).toEqual(['Ann', 'Zed', 'Zed (2)']);
});
