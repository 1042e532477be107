import { type CourseDays, courseOn } from './course-plan.ts';
import { eveningRisk } from './risk.ts';
import type { RiskView } from './risk-features.ts';
import type { OpenModel } from './open-model.ts';

/** The smallest change that would bring a learner below the band they are in, and how far. */
export interface WayOut {
  /** On so many of the next days something is done. */
  days: number;
  within: number;
  /** Whether the next work that is due is handed in, too. */
  handIn: boolean;
  /** The risk in the evening of the last of them. */
  risk: number;
}

/** What might be asked of somebody, from the least to the most; beyond these a person is needed, not a plan. */
const plans: readonly { days: number; within: number }[] = [
  { days: 1, within: 1 },
  { days: 2, within: 3 },
  { days: 3, within: 5 },
  { days: 4, within: 7 },
  { days: 5, within: 7 },
  { days: 6, within: 10 },
  { days: 8, within: 14 },
  { days: 10, within: 14 },
  { days: 14, within: 14 },
];

/**
 * Tries what a learner might do, each as if it had been done in their own usual measure, until the model says that the risk is
 * below the floor, in percent; null when nothing of it would help.
 */
export function wayOutOf(
  view: RiskView,
  model: OpenModel,
  { plan, today, below }: { plan: CourseDays; today: number; below: number },
): WayOut | null {
  for (const { days, within } of plans) {
    const isDue = plan.deadlines.some(
      ({ day }) => day > today - lateDays && day <= today + within + aheadDays,
    );
    for (const handIn of isDue ? [false, true] : [false]) {
      const risk = eveningRisk(imagined(view, { plan, today, days, within, handIn }), model);
      if (100 * risk < below) return { days, within, handIn, risk: Math.round(risk * 10_000) / 10_000 };
    }
  }
  return null;
}

/** What was due is still worth handing in for so long; and what is due soon may be handed in before. */
const lateDays = 14;
const aheadDays = 7;

/** On which of the days to come something is done, as it is reckoned with: 0 is today. */
export function wayOutDays({ days, within }: Pick<WayOut, 'days' | 'within'>): number[] {
  return Array.from(
    { length: days },
    (_, one) => within - 1 - Math.round((one * within) / days),
  ).toReversed();
}

/** A learner some days from now who did something on some of them, the last of them included; the cohort goes on as it did. */
function imagined(
  view: RiskView,
  {
    plan,
    today,
    days,
    within,
    handIn,
  }: { plan: CourseDays; today: number; days: number; within: number; handIn: boolean },
): RiskView {
  const { own, cohort, joinedDays } = view;
  const usual = usualEvents(own.events);
  // Today itself can still be used: it is the first of these days.
  const later = within - 1;
  const events = moved(own.events, later);
  for (const day of wayOutDays({ days, within })) {
    const at = events.length - within + day;
    events[at] = Math.max(events[at] ?? 0, usual);
  }
  const handedIn = moved(own.handedIn, later);
  if (handIn) {
    // Which is something that is done as well.
    const [last, before] = [events.length - 1, own.events[events.length - 1 + later] ?? 0];
    events[last] = Math.max(before + 1, usual);
    handedIn[last] = (handedIn[last] ?? 0) + 1;
  }
  const day = today + later;
  return {
    own: {
      ...own,
      events,
      handedIn,
      quizzes: moved(own.quizzes, later),
      results: moved(own.results, later),
      percents: moved(own.percents, later),
      present: moved(own.present, later),
      late: moved(own.late, later),
      absent: moved(own.absent, later),
      texts: moved(own.texts, later),
      moods: moved(own.moods, later),
    },
    cohort: cohort === null ? null : { ...cohort, upTo: goingOn(cohort.upTo, later) },
    course: [courseOn(plan, day), courseOn(plan, day - 1)],
    joinedDays: joinedDays + later,
  };
}

/** As much as the learner does on a day on which they do something. */
function usualEvents(events: ArrayLike<number>): number {
  const some = Array.from(events)
    .filter((count) => count > 0)
    .toSorted((one, other) => one - other);
  return some[some.length >> 1] ?? 1;
}

/** The same ring some days later, with nothing on the new days. */
function moved(ring: ArrayLike<number>, days: number): number[] {
  return Array.from({ length: ring.length }, (_, at) => ring[at + days] ?? 0);
}

/** The same sums some days later, as if each new day were one of the last four weeks. */
function goingOn(upTo: readonly number[], days: number): number[] {
  const all = upTo.at(-2) ?? 0;
  const usual = (all - (upTo.at(-30) ?? 0)) / 28;
  // Today is not over, and counts as a day like the others once it is.
  return [
    ...upTo.slice(days, -1),
    ...Array.from({ length: days + 1 }, (_, more) => all + usual * (more + 1)),
  ];
}
