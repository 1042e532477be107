import { type DueWeeks, dueAround, weeksSeen } from '#engagement/forecast.ts';
import { type Expectations, scoreOfTotals, scoredDays } from '#engagement/score.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { totalsOfMarks } from '#engagement/totals.ts';
import type { ClassHistory, LearnerHistory } from '#engagement/training/class-history.ts';
import type { OuladLearner } from './presentation.ts';

/** A week of a learner whose score is asked for, with those of the weeks before, the newest first. */
export interface WeekAsked {
  scores: number[];
  due: DueWeeks | null;
  next: number;
}

/** The data counts pages, not time: each counts for so long. */
const secondsAPage = 120;

/** All weeks of a class that have four before them in which the learner was registered. */
export function weeksAsked(
  { firstDay, course, learners }: ClassHistory,
  known: readonly OuladLearner[],
): WeekAsked[] {
  const weeks = Math.floor((course.ends ?? 0) / scoredDays);
  return learners.flatMap((learner, index): WeekAsked[] => {
    const { registeredOn = null, unregisteredOn = null, finalResult = '' } = known[index] ?? {};
    // Who withdrew nobody knows when might be in any week or in none.
    if (finalResult === 'Withdrawn' && unregisteredOn === null) return [];
    const first = Math.max(1, Math.ceil((registeredOn ?? 0) / scoredDays) + 1);
    const last = Math.min(
      weeks,
      unregisteredOn === null ? weeks : Math.ceil(unregisteredOn / scoredDays) - 1,
    );
    const scores = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
      platformScore(learner, scoredDays * (first + at) - firstDay),
    );
    return scores.slice(weeksSeen).map((next, at) => ({
      scores: scores.slice(at, at + weeksSeen).toReversed(),
      due: dueAround(course, scoredDays * (first + at + weeksSeen - 1)),
      next,
    }));
  });
}

/** Of the seven days that end with this one: what the data knows of is on the platform. */
function platformScore({ days }: LearnerHistory, end: number): number {
  const totals = totalsOfMarks([]);
  for (let day = Math.max(0, end - scoredDays + 1); day <= end; day++) {
    const events = days.events[day] ?? 0;
    if (events > 0) totals.lms.activeDays++;
    totals.lms.seconds += secondsAPage * events;
    totals.lms.results += days.results[day] ?? 0;
    totals.lms.percent += days.percents[day] ?? 0;
  }
  return scoreOfTotals(totals, wholeWeek, usualScoring)?.value ?? 0;
}

const everyDay = { days: scoredDays, none: 'no_data' } as const;
const wholeWeek: Expectations = { isHeard: true, attendance: everyDay, lms: everyDay, sentiment: everyDay };
