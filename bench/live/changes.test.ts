import { expect, test } from 'vitest';
import { applyCohort } from '#engagement/screen/cohort-change.ts';
import { type CohortView, emptyRings } from '#engagement/screen/cohort-view.ts';
import { nameless, rebuilt, recordedOf } from '#engagement/screen/recording.ts';
import { oneEventEach, placesFrom } from './changes.ts';

const minute = 29_000_000;
const row = (enrolment: string) => ({
  ...emptyRings,
  enrolment,
  learner: enrolment,
  name: '',
  score: 61.4,
  level: 'high' as const,
  trend: 'stable' as const,
  risk: 0.1255,
  band: 'low' as const,
  flags: [],
  lastSeenAt: null,
  case: null,
});
const cohort = { id: 'c', name: 'C', programme: 'P', timeZone: 'UTC', endsAt: null };
const view: CohortView = { of: 'cohort', cohort, minute, rows: ['a', 'b', 'c'].map(row) };

test('an event is one more in the running cell, hour and day of its learner and of nobody else', () => {
  const { view: after, changes } = oneEventEach(view, [1], minute * 60_000);
  expect(changes.map(({ enrolment }) => enrolment)).toEqual(['b']);
  expect(after.rows.map(({ cells, hours, days }) => [cells.at(-1), hours.at(-1), days.at(-1)])).toEqual([
    [0, 0, 0],
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(applyCohort(view, { of: 'cohort', rows: changes })).toEqual(after);
});

test('what is made so is what a recording tells again', () => {
  const recorded = [];
  let before = nameless(view);
  recorded.push(recordedOf(minute, null, before));
  for (let later = 1; later <= 30; later++) {
    const { view: after } = oneEventEach(before, placesFrom(later, 2, 3), (minute + later) * 60_000);
    recorded.push(recordedOf(minute + later, { view: before, sinceWhole: later }, after));
    before = after;
  }
  expect(rebuilt(recorded)).not.toBeNull();
});

test('rows take turns', () => {
  expect(placesFrom(9, 3, 10)).toEqual([9, 0, 1]);
});
