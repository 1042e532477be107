import { dateOf } from './day.ts';
import { type Past, expectedOn, recordsOf, scoreOn } from './past.ts';
import { type Expectations, scoredDays } from './score.ts';
import { type LearnerWeek, weekOf } from './week.ts';

/**
 * Weeks from Monday to Sunday, each scored on its last day. `lastDay` is the last of the cohort: a week in which it
 * ends is over with it. Weeks before anything was expected are none.
 */
export function weeksOver(
  past: Past,
  firstMonday: number,
  lastMonday: number,
  lastDay: number,
): LearnerWeek[] {
  const weeks: LearnerWeek[] = [];
  for (let monday = firstMonday; monday <= lastMonday; monday += 7) {
    if (monday + 6 < past.since) continue;
    const week = weekThatEndedOn(past, Math.min(monday + 6, lastDay));
    weeks.push({ ...week, startsOn: dateOf(monday), endsOn: dateOf(monday + 6) });
  }
  return weeks;
}

/** The seven days that ended on a day, as a week: one that is not over yet is scored like the learner is now. */
export function weekThatEndedOn(past: Past, end: number): LearnerWeek {
  const start = end - scoredDays + 1;
  const dates = Array.from({ length: scoredDays }, (_, index) => dateOf(start + index));
  const expected = expectedOn(past, end);
  const records = expected === null ? [] : recordsOf(past, start, end);
  return weekOf(
    dates,
    records.map(({ event, mark }) => ({ date: dateOf(mark.day), event })),
    scoreOn(past, end - scoredDays)?.value ?? null,
    past.of.scoring,
    expected ?? nothingKnown,
  );
}

const nothingKnown: Expectations = {
  isHeard: false,
  attendance: { days: 0, none: 'no_data' },
  lms: { days: 0, none: 'no_data' },
  sentiment: { days: 0, none: 'no_data' },
};
