import { type Assessment, assess, explained } from '#engagement/assessment.ts';
import type { KeptCohortDays } from '#engagement/cohort-days.ts';
import { dayOf, startOfDay } from '#engagement/day.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import { bands } from '#engagement/risk.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { type WindowRead, count, openWindow, packWindow, readWindow } from '#engagement/window.ts';
import { isActivity } from './attendance.ts';
import { type CohortPast, cameOn, outlookWith } from './seen.ts';

/** What would have been said of a learner at a moment of the past. */
export interface PastLook {
  externalId: string;
  at: number;
  assessment: Assessment;
}

/** As workers wait past the moment of a change, so that rounding does not say what was true before. */
const justPastMs = 250;

/**
 * What workers would have said of a made-up cohort, had they been there since `from`: of each learner when a day is
 * over, when they come for the first time on a day, and when their silence alone leads to the next band. Workers look
 * after every event; between these moments that is seldom worth another hundredth. Looks that could tell no risk yet are left out.
 */
export function pastLooks(
  { learners, events, plan }: CohortPast,
  { from, to, timeZone }: { from: number; to: number; timeZone: string },
): PastLook[] {
  const byLearner = Map.groupBy(events, ({ learner }) => learner);
  const followed = learners.map((one) => follow(one, byLearner.get(one.externalId) ?? [], timeZone));
  const looks: PastLook[] = [];
  for (let day = dayOf(from, timeZone) + 1; day <= dayOf(to, timeZone); day++) {
    const evening = startOfDay(day, timeZone);
    const until = Math.min(to, startOfDay(day + 1, timeZone));
    // Of days that are over, so that it holds until the next one is.
    const kept = cameOn(
      followed.map((one) => one.windowAt(evening)),
      day,
    );
    for (const one of followed)
      if (one.joinedAt <= evening) looks.push(...looksOn(one, evening, until, kept));
  }
  return looks;

  function looksOn(one: Followed, evening: number, until: number, kept: KeptCohortDays | null): PastLook[] {
    const made: PastLook[] = [];
    const lookAt = (at: number): number | null => {
      const of = { enrolledAt: one.joinedAt, timeZone, scoring: usualScoring, outages: [] };
      const outlook = outlookWith(kept, plan, at, timeZone);
      const window = one.windowAt(at);
      const look = assess(window, of, at, { before: one.before, outlook });
      const { assessment, nextBandAt } = explained(look, window, of, outlook);
      one.before = assessment;
      if (assessment.risk !== null) made.push({ externalId: one.externalId, at, assessment });
      return nextBandAt === null ? null : Math.ceil(nextBandAt) + justPastMs;
    };
    let next = lookAt(evening);
    const cameAt = one.comesAfter(evening);
    for (let band = 1; band < bands.length; band++)
      if (next !== null && next < Math.min(cameAt, until)) next = lookAt(next);
    if (cameAt < until) lookAt(cameAt);
    return made;
  }
}

/** A learner whose events are counted as time goes on, never backwards. */
interface Followed {
  externalId: string;
  joinedAt: number;
  before: Assessment | undefined;
  windowAt: (at: number) => WindowRead;
  /** When they next do something. */
  comesAfter: (at: number) => number;
}

function follow(
  { externalId, joinedAt }: CohortPast['learners'][number],
  events: readonly LearnerEvent[],
  timeZone: string,
): Followed {
  const window = openWindow();
  let counted = 0;
  let packed: Uint8Array | null = null;
  return {
    externalId,
    joinedAt,
    before: undefined,
    windowAt(at) {
      const before = counted;
      for (let event = events[counted]; event !== undefined && event.at <= at; event = events[++counted])
        count(window, markOf(withSentiment(event), timeZone));
      if (counted > before) packed = packWindow(window);
      return readWindow(packed, at, timeZone);
    },
    comesAfter: (at) =>
      events.slice(counted).find((event) => event.at > at && isActivity(event))?.at ??
      Number.POSITIVE_INFINITY,
  };
}
