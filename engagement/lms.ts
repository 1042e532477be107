import type { LearnerEvent } from './event.ts';

/** What a learner did on the platform, in sums. */
export interface LmsTotals {
  activeDays: number;
  seconds: number;
  /** How many things had a result, and the sum of these in percent. */
  results: number;
  percent: number;
}

/** Points which add up to 100: how often, how long, and what came of it (brief A2). */
export const lmsPoints = { frequency: 40, interaction: 30, completion: 30 } as const;

/** How a learner used the platform, 0..100. Nothing done is 0 here: whoever calls knows that the platform was heard from. */
export function lmsScore(totals: LmsTotals, expected: { activeDays: number; minutes: number }): number {
  const { activeDays, seconds, results, percent } = totals;
  const frequency = lmsPoints.frequency * shareOf(activeDays, expected.activeDays);
  const interaction = lmsPoints.interaction * shareOf(seconds / 60, expected.minutes);
  // A week of reading alone has nothing to complete: the rest then counts for all of it.
  if (results === 0) return ((frequency + interaction) * 100) / (lmsPoints.frequency + lmsPoints.interaction);
  return frequency + interaction + (lmsPoints.completion * percent) / (100 * results);
}

/** What became of something that can be completed, in whole percent; null where there is nothing to complete. */
export function resultOf({
  completed,
  quality,
  percent,
  correct,
}: Pick<LearnerEvent, 'completed' | 'quality' | 'percent' | 'correct'>): number | null {
  if (quality !== undefined) return completed === false ? 0 : Math.round(100 * quality);
  if (percent !== undefined) return Math.round(percent);
  const isGood = correct ?? completed;
  return isGood === undefined ? null : isGood ? 100 : 0;
}

/** Of what is expected, all of it at most. */
function shareOf(done: number, expected: number): number {
  return expected <= 0 ? 1 : Math.min(1, done / expected);
}
