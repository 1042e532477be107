import { expect, test } from 'vitest';
import { type Scoring, usualScoring } from './scoring.ts';
import { changesBetween } from './scoring-change.ts';
import { withThreshold } from './threshold.ts';

const easter = { from: '2026-04-03', to: '2026-04-06', name: 'Easter' };

test('a change names what was and what is, field by field', () => {
  const other: Scoring = {
    ...withThreshold(usualScoring, 'weights.lms', 40),
    daysOff: { restDays: [6, 7], holidays: [easter] },
  };
  expect(changesBetween(usualScoring, other)).toEqual([
    { field: 'weights.lms', from: 35, to: 40 },
    { field: 'daysOff.restDays', from: [], to: [6, 7] },
    { field: 'daysOff.holidays', from: [], to: [easter] },
  ]);
});

test('the same in another order of fields is no change', () => {
  const of = (holiday: typeof easter): Scoring => ({
    ...usualScoring,
    daysOff: { restDays: [], holidays: [holiday] },
  });
  const { name, to, from } = easter;
  expect(changesBetween(of(easter), of({ name, to, from }))).toEqual([]);
});
