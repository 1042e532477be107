import { dateOf, dayOf } from '#engagement/day.ts';
import { cohortTime, endOf } from '#engagement/cohort.ts';
import type { LearnerEnrolment } from '#engagement/learner.ts';

/** No more can be asked for at once. */
const daysMax = 366;
const daysOf = { four: 28, twelve: 84 } as const;

/** The first date of a period that ends today, or with the cohort; a term begins when the learner joined. */
export function firstDateOf(
  period: 'four' | 'twelve' | 'term',
  { cohort, enrolledAt }: Pick<LearnerEnrolment, 'cohort' | 'enrolledAt'>,
  now: number,
): string {
  const today = dayOf(cohortTime(endOf(cohort), now), cohort.timeZone);
  if (period !== 'term') return dateOf(today - daysOf[period] + 1);
  const joined = dayOf(Date.parse(enrolledAt), cohort.timeZone);
  // Never less than a week of it: of a day alone nobody sees anything.
  return dateOf(Math.max(today - daysMax + 1, Math.min(joined, today - 6)));
}
