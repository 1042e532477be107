import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseDaysOf } from '#engagement/course-plan.ts';
import { coursePlanProblem } from '#engagement/course-plan-problem.ts';
import { dayOf } from '#engagement/day.ts';
import { classHistoryOf } from './class-history.ts';
import { presentationPlan } from './plan.ts';
import { readPresentation } from './presentation.ts';

const present = { day: 45, now: Date.UTC(2026, 6, 1, 23, 30), timeZone: 'Europe/London' };

test('a presentation is planned around today, with everything that is handed in by its name and its weight', async () => {
  const presentation = await readPresentation(join(import.meta.dirname, 'sample'), 'BBB_2014B');
  const plan = presentationPlan(presentation, present);
  // Half past eleven in UTC is the second of July in London: day 45.
  expect(plan).toMatchObject({ startsOn: '2026-05-18', endsOn: '2027-01-07', skills: [] });
  expect(plan.deadlines.slice(0, 4)).toEqual([
    { title: 'TMA 1', dueOn: '2026-05-30', weight: 5 },
    { title: 'TMA 2', dueOn: '2026-06-27', weight: 18 },
    { title: 'CMA 1', dueOn: '2026-07-04', weight: 1 },
    { title: 'TMA 3', dueOn: '2026-08-08', weight: 18 },
  ]);
  expect(plan.deadlines).toHaveLength(11);
  expect(plan.deadlines.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  expect(coursePlanProblem(plan)).toBeNull();
});

test('a live cohort knows of its course what the model has learned from', async () => {
  const presentation = await readPresentation(join(import.meta.dirname, 'sample'), 'BBB_2014B');
  const { starts, ends, deadlines } = courseDaysOf(presentationPlan(presentation, present));
  const start = dayOf(present.now, present.timeZone) - present.day;
  const since = (day: number | null) => (day ?? Number.NaN) - start;
  expect({
    starts: since(starts),
    ends: since(ends),
    deadlines: deadlines.map(({ day, weight }) => ({ day: since(day), weight })),
  }).toEqual({
    ...classHistoryOf(presentation).course,
    deadlines: presentation.deadlines.map(({ day, weight }) => ({ day, weight })),
  });
});
