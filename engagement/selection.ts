import { dayMs } from './day.ts';
import { futureToleranceMs } from './event.ts';

/** Learners of a cohort and a stretch of time that somebody picked out to ask what is different about them. */
export interface Selection {
  id: string;
  enrolments: string[];
  from: string;
  to: string;
}

/** All of the largest cohort that a screen shows. */
export const selectedMost = 10_000;
/** As long as a term, and some more: of a year the days say less than its weeks, which are on the page of each learner. */
const stretchMostDays = 120;
/** A cell of the heatmap. */
const stretchLeastMs = 60_000;

/** What is wrong with a stretch of time, if anything is. */
export function stretchProblem(
  { from, to }: { from: number; to: number },
  now: number,
  eventDays: number,
): { field: 'from' | 'to'; message: string } | null {
  if (to - from < stretchLeastMs) return { field: 'to', message: 'to must be at least a minute after from.' };
  if (to > now + futureToleranceMs) return { field: 'to', message: 'to may not lie in the future.' };
  if (to - from > stretchMostDays * dayMs)
    return { field: 'from', message: `A stretch has at most ${stretchMostDays} days.` };
  if (from < now - eventDays * dayMs)
    return { field: 'from', message: `Events are kept for ${eventDays} days; from lies before that.` };
  return null;
}
