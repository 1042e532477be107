import type { Trend } from '#engagement/trend.ts';

// What is said of a score where it stands beside others; a part of en.ts. How it was made, en-score-how.ts tells.

export const score = {
  unknown: 'not known yet',
  unknownWhy:
    'Not enough information yet: a score needs three days in the cohort, or three days with activity.',
  trend: {
    improving: 'Improving',
    stable: 'Stable',
    declining: 'Declining',
    critical_decline: 'Falling fast',
  } satisfies Record<Trend, string>,
};
