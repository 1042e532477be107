import { needsMentor } from '#engagement/case.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { bands } from '#engagement/risk.ts';
import type { Level } from '#engagement/score.ts';
import type { SeenLearner } from './seen.ts';

/**
 * Whether a demo shows a college as it mostly is, with something of each kind to look at: thirty learners
 * of whom most are fine and some drift. Chance alone now and then has all who drift miss every class of
 * the same week, and whoever opens the demo on that day sees a college in ruins, or one in which
 * nobody needs anything.
 */
export function isBelievable(
  events: readonly LearnerEvent[],
  seen: readonly SeenLearner[],
  played: string | undefined,
): boolean {
  const statuses = events.flatMap(({ attendance }) => attendance?.status ?? []);
  const absent = statuses.filter((status) => status === 'absent').length;
  const alerts = seen.flatMap(({ look }) => look.alerts);
  const critical = alerts.filter(({ severity }) => severity === 'critical').length;
  return (
    isWithin(0.1, absent / Math.max(1, statuses.length), 0.18) &&
    isWithin(4, countAt(seen, 'fully_engaged'), 15) &&
    isWithin(3, countAt(seen, 'high'), 6) &&
    isWithin(8, alerts.length, 20) &&
    isWithin(1, critical, 10) &&
    isWithin(3, new Set(alerts.map(({ type }) => type)).size, 4) &&
    isWithin(2, seen.filter(({ look }) => needsMentor(look.assessment)).length, 7) &&
    bands.every((band) => seen.some(({ look }) => look.assessment.band === band)) &&
    // Whoever signs in as the learner finds a nudge to answer.
    seen.some(
      ({ externalId, occasions }) =>
        externalId === played && occasions.some(({ rule }) => rule === 'quiet_days'),
    )
  );
}

function isWithin(least: number, value: number, most: number): boolean {
  return least <= value && value <= most;
}

function countAt(seen: readonly SeenLearner[], level: Level): number {
  return seen.filter(({ look }) => look.assessment.level === level).length;
}
