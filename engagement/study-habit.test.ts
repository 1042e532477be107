import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { dayOfDate } from './day.ts';
import { type StudyHabit, studyHabitOf, studyHabits } from './study-habit.ts';

/** A Sunday. */
const today = dayOfDate('2026-11-22');

/** Twelve weeks, of which the last ones are said by the week, Monday to Sunday. */
function daysOf(...weeks: number[][]): number[] {
  const said = weeks.flat();
  return [...Array.from({ length: 84 - said.length }, () => 0), ...said];
}
const week = (...days: number[]): number[] => days;
const nothing = week(0, 0, 0, 0, 0, 0, 0);

test.each<[string, StudyHabit | null, number[][]]>([
  ['on each day of school', 'daily', Array.from({ length: 4 }, () => week(9, 12, 8, 10, 7, 0, 0))],
  ['on each day, since two weeks', 'daily', [week(5, 5, 5, 5, 5, 0, 0), week(5, 5, 5, 5, 5, 0, 0)]],
  ['on two or three days a week', 'regular', Array.from({ length: 4 }, () => week(0, 8, 0, 9, 0, 7, 0))],
  ['on Saturdays and Sundays', 'weekends', Array.from({ length: 4 }, () => week(0, 2, 0, 0, 0, 14, 20))],
  [
    'on three days with much of it, and hardly beside',
    'bursts',
    [
      week(0, 0, 60, 1, 0, 0, 0),
      week(0, 1, 0, 0, 1, 0, 0),
      week(70, 0, 0, 0, 1, 0, 0),
      week(0, 50, 0, 0, 1, 0, 0),
    ],
  ],
  ['on one day a week', 'rare', Array.from({ length: 4 }, () => week(0, 0, 9, 0, 0, 0, 0))],
  [
    'long ago, and hardly since',
    'rare',
    [week(9, 9, 9, 9, 9, 0, 0), nothing, nothing, nothing, week(3, 0, 0, 0, 0, 0, 0)],
  ],
  ['for two days so far', null, [week(0, 0, 0, 0, 0, 12, 9)]],
  ['never', null, [nothing]],
])('who studies %s is known as that', (_, habit, weeks) => {
  expect(studyHabitOf(daysOf(...weeks), today)).toBe(habit);
});

test('whatever the days hold, twice as much on each of them is the same habit', () => {
  const days = array(nat(40), { minLength: 84, maxLength: 84 });
  assert(
    property(days, (counts) => {
      const habit = studyHabitOf(counts, today);
      expect([null, ...studyHabits]).toContain(habit);
      expect(
        studyHabitOf(
          counts.map((events) => 2 * events),
          today,
        ),
      ).toBe(habit);
    }),
  );
});
