import type { Score } from './score.ts';

/** Brief A3. The first score knows the LMS side alone, so only these two can be told apart yet. */
export type Flag = 'inactive_lms' | 'disengaged';

const inactiveBelow = 60;
const disengagedBelow = 50;
const inactiveSilentDays = 2;

export function flagsOf(score: Score | null, silentDays: number): Flag[] {
  if (score === null) return [];
  const flags: Flag[] = [];
  if (score.value < inactiveBelow && silentDays >= inactiveSilentDays) flags.push('inactive_lms');
  if (flags.length > 0 && score.value < disengagedBelow) flags.push('disengaged');
  return flags;
}
