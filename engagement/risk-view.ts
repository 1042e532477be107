import { type CohortDays, type KeptCohortDays, cohortDaysOn } from './cohort-days.ts';
import { type CourseDay, type CourseDays, courseOn, joinedDaysOn } from './course-plan.ts';
import { dayMs, dayOf, startOfDay } from './day.ts';
import type { Floors } from './risk.ts';
import type { OwnDays, RiskView } from './risk-features.ts';
import type { OpenModel } from './open-model.ts';
import type { WindowRead } from './window.ts';

/** What the risk of every learner of a cohort is told by at a moment, beside their windows. */
export interface Outlook {
  model: OpenModel;
  cohort: CohortDays | null;
  plan: CourseDays;
  course: readonly [CourseDay, CourseDay];
  /** How much of today is over. */
  dayShare: number;
  /** Of the days that windows hold, which something was expected on and could be heard of; null: all. */
  counts: readonly boolean[] | null;
  /** Where bands begin here and now. */
  floors: Floors;
}

export function outlookAt(
  now: number,
  timeZone: string,
  { kept, ...known }: Pick<Outlook, 'model' | 'plan' | 'counts' | 'floors'> & { kept: KeptCohortDays | null },
): Outlook {
  const today = dayOf(now, timeZone);
  return {
    ...known,
    cohort: cohortDaysOn(kept, today),
    course: [courseOn(known.plan, today), courseOn(known.plan, today - 1)],
    dayShare: Math.min(1, Math.max(0, (now - startOfDay(today, timeZone)) / dayMs)),
  };
}

/** A learner as the model sees them. Days on which nothing was expected, or could be heard, and nothing was done are as if they had not been. */
export function riskViewOf(
  window: WindowRead,
  { cohort, plan, course, counts }: Pick<Outlook, 'cohort' | 'plan' | 'course' | 'counts'>,
  joinedDay: number,
): RiskView {
  const { lms: events, quizzes, handedIn, results, attendance, texts } = window;
  const own: OwnDays = {
    events,
    quizzes,
    handedIn,
    results: results.count,
    percents: results.percent,
    present: attendance.present,
    late: attendance.late,
    absent: attendance.absent,
    texts: texts.scored,
    moods: texts.mood,
  };
  const joinedDays = joinedDaysOn(window.today, joinedDay, plan, events);
  const view: RiskView = { own, cohort, course, joinedDays };
  return counts === null ? view : withoutDaysOff(view, counts);
}

/** A view of windows as if some of their days had not been. */
export function withoutDaysOff(view: RiskView, counts: readonly boolean[]): RiskView {
  const { own, cohort, joinedDays } = view;
  const kept: number[] = [];
  for (const [day, isCounted] of counts.entries())
    if (isCounted || (own.events[day] ?? 0) > 0) kept.push(day);
  if (kept.length === counts.length) return view;
  const some = (ring: ArrayLike<number>): number[] => {
    // The last days of a ring are those of windows, however long it is.
    const offset = ring.length - counts.length;
    return kept.map((day) => ring[day + offset] ?? 0);
  };
  const keptSince = kept.filter((day) => counts.length - 1 - day < joinedDays).length;
  return {
    ...view,
    joinedDays: joinedDays - Math.min(joinedDays, counts.length) + keptSince,
    own: { ...own, events: some(own.events), quizzes: some(own.quizzes), handedIn: some(own.handedIn) },
    cohort: cohort === null ? null : { ...cohort, upTo: someOf(cohort.upTo, kept) },
  };
}

/** Sums of these days alone. */
function someOf(upTo: readonly number[], kept: readonly number[]): number[] {
  let sum = 0;
  return [0, ...kept.map((day) => (sum += (upTo[day + 1] ?? 0) - (upTo[day] ?? 0)))];
}
