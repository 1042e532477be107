import { cohortDaysOf, cohortDaysOn, countCohortDays, openCohortDays } from '../cohort-days.ts';
import { type CourseDays, courseOn, daysSeen, joinedDaysOn } from '../course-plan.ts';
import type { OwnDays, RiskView } from '../risk-features.ts';

/** A cohort as it was recorded, day by day: what a model learns from. */
export interface ClassHistory {
  name: string;
  /** The day of the first entry of every ring. */
  firstDay: number;
  course: CourseDays;
  learners: LearnerHistory[];
}

export interface LearnerHistory {
  id: string;
  /** Null where nobody knows. */
  joined: number | null;
  /** By day, from the first day of the class on. */
  days: Record<keyof OwnDays, Uint16Array>;
}

/** As many days as windows hold. */
const daysHeld = daysSeen + 7;

/** Everything that the product would have known of a class on the evening of a day, learner by learner. */
export function viewsOn(
  { firstDay, course, learners }: ClassHistory,
  day: number,
): (learner: LearnerHistory) => RiskView {
  const to = day - firstDay + 1;
  const from = to - daysHeld;
  const open = openCohortDays(daysHeld);
  for (const { days } of learners) countCohortDays(open, stretch(days.events, from, to));
  const cohort = cohortDaysOn(cohortDaysOf(open, day), day);
  const on = [courseOn(course, day), courseOn(course, day - 1)] as const;
  return ({ joined, days }) => {
    const own = (ring: Uint16Array): Uint16Array => stretch(ring, from, to);
    const events = own(days.events);
    return {
      own: {
        events,
        quizzes: own(days.quizzes),
        handedIn: own(days.handedIn),
        results: own(days.results),
        percents: own(days.percents),
        present: own(days.present),
        late: own(days.late),
        absent: own(days.absent),
        texts: own(days.texts),
        moods: own(days.moods),
      },
      cohort,
      course: on,
      joinedDays: joinedDaysOn(day, joined, course, events),
    };
  };
}

/** Part of a ring, whose days before the first have nothing on them. */
function stretch(ring: Uint16Array, from: number, to: number): Uint16Array {
  if (from >= 0) return ring.subarray(from, to);
  const days = new Uint16Array(to - from);
  days.set(ring.subarray(0, Math.max(0, to)), -from);
  return days;
}
