import type { Scoring } from './scoring.ts';
import { steady } from './steady.ts';

/** From worst to best. */
export const trends = ['critical_decline', 'declining', 'stable', 'improving'] as const;
export type Trend = (typeof trends)[number];

/** Of points gained or lost from one week to the next (the brief's contradiction row 4). */
export function trendOf(
  change: number,
  { trends: from, steadyPoints }: Pick<Scoring, 'trends' | 'steadyPoints'>,
  before: Trend | null = null,
): Trend {
  const nameOf = (points: number): Trend => {
    if (points >= from.improving) return 'improving';
    if (points > -from.declining) return 'stable';
    return points > -from.critical ? 'declining' : 'critical_decline';
  };
  return steady(trends, nameOf, change, before, steadyPoints);
}
