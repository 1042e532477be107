import { type Look, assess, explained } from '#engagement/assessment.ts';
import {
  type KeptCohortDays,
  cohortDaysOf,
  countCohortDays,
  openCohortDays,
} from '#engagement/cohort-days.ts';
import { type CoursePlan, courseDaysOf } from '#engagement/course-plan.ts';
import { dayOf } from '#engagement/day.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import type { Occasion } from '#engagement/nudge.ts';
import { occasionsOf } from '#engagement/nudging/occasion.ts';
import { floorsOf } from '#engagement/risk.ts';
import { type Outlook, outlookAt } from '#engagement/risk-view.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { type WindowRead, count, daysHeld, openWindow, packWindow, readWindow } from '#engagement/window.ts';

/** A learner of a made-up cohort as the workers see them when they look for the first time. */
export interface SeenLearner {
  externalId: string;
  look: Look;
  /** What about them asks for a nudge. */
  occasions: Occasion[];
}

/** Who is in a cohort, and all that they did so far. */
export interface CohortPast {
  learners: readonly { externalId: string; joinedAt: number }[];
  events: readonly LearnerEvent[];
  plan: CoursePlan;
}

/** Everybody in a cohort, judged as the product judges them. */
export function seenAt({ learners, events, plan }: CohortPast, now: number, timeZone: string): SeenLearner[] {
  const byLearner = Map.groupBy(events, ({ learner }) => learner);
  const windows = learners.map(({ externalId }) => {
    const window = openWindow();
    for (const event of byLearner.get(externalId) ?? [])
      count(window, markOf(withSentiment(event), timeZone));
    return readWindow(packWindow(window), now, timeZone);
  });
  const outlook = outlookOf(windows, plan, now, timeZone);
  return learners.map(({ externalId, joinedAt }, index) => {
    const of = { enrolledAt: joinedAt, timeZone, scoring: usualScoring, outages: [] };
    const window = windows[index] ?? readWindow(null, now, timeZone);
    const look = explained(assess(window, of, now, { outlook }), window, of, outlook);
    const occasions = occasionsOf({ ...look, window, timeZone, plan: outlook.plan }, now);
    return { externalId, look, occasions };
  });
}

/** What is known of a whole cohort, of which these are all the windows, once workers have seen it. */
export function outlookOf(
  windows: readonly WindowRead[],
  plan: CoursePlan,
  now: number,
  timeZone: string,
): Outlook {
  return outlookWith(cameOn(windows, dayOf(now, timeZone)), plan, now, timeZone);
}

/** How a cohort came and went, by all its windows as they are read on a day. */
export function cameOn(windows: readonly WindowRead[], day: number): KeptCohortDays | null {
  const came = openCohortDays(daysHeld);
  for (const { lms } of windows) countCohortDays(came, lms);
  return cohortDaysOf(came, day);
}

/** The same outlook once it is known how the cohort came and went. */
export function outlookWith(
  kept: KeptCohortDays | null,
  plan: CoursePlan,
  now: number,
  timeZone: string,
): Outlook {
  return outlookAt(now, timeZone, {
    model: shippedModel,
    kept,
    plan: courseDaysOf(plan),
    counts: null,
    floors: floorsOf(usualScoring, null),
  });
}
