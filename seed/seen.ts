import { type Look, assess } from '#engagement/assessment.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import { type NudgeDecision, nudgeFor } from '#engagement/nudge.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { count, openWindow, packWindow, readWindow } from '#engagement/window.ts';

/** A learner of a made-up cohort as the workers see them when they look for the first time. */
export interface SeenLearner {
  externalId: string;
  look: Look;
  nudge: NudgeDecision | null;
}

/** Who is in a cohort, and all that they did so far. */
export interface CohortPast {
  learners: readonly { externalId: string; joinedAt: number }[];
  events: readonly LearnerEvent[];
}

/** Everybody in a cohort, judged as the product judges them. */
export function seenAt({ learners, events }: CohortPast, now: number, timeZone: string): SeenLearner[] {
  const byLearner = Map.groupBy(events, ({ learner }) => learner);
  return learners.map(({ externalId, joinedAt }) => {
    const window = openWindow();
    for (const event of byLearner.get(externalId) ?? [])
      count(window, markOf(withSentiment(event), timeZone));
    const of = { enrolledAt: joinedAt, timeZone, scoring: usualScoring, outages: [] };
    const look = assess(readWindow(packWindow(window), now, timeZone), of, now);
    return { externalId, look, nudge: nudgeFor(look.assessment, look.quietDays, now) };
  });
}
