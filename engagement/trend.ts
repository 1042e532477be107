export type Trend = 'improving' | 'stable' | 'declining' | 'critical_decline';

/** Week over week, with the bands of the brief's contradiction row 4. */
export function trendOf(change: number): Trend {
  if (change >= 5) return 'improving';
  if (change > -5) return 'stable';
  if (change > -10) return 'declining';
  return 'critical_decline';
}
