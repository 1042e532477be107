import type { Flag } from '#engagement/flag.ts';

// What flags are called; a part of en.ts.

export const flagNames: Record<Flag, string> = {
  low_attendance: 'low attendance',
  inactive_lms: 'inactive on the platform',
  negative_sentiment: 'writes in a dark mood',
  disengaged: 'disengaged',
};
