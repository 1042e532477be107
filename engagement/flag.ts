import type { Score } from './score.ts';

/** Brief A3: what is wrong, one thing each; the last says that several things are. */
export const flags = ['low_attendance', 'inactive_lms', 'negative_sentiment', 'disengaged'] as const;
export type Flag = (typeof flags)[number];

const lowAttendanceBelow = 70;
const inactiveBelow = 60;
const negativeBelow = 50;
/** Contradiction row 5: disengaged is who has two flags and a score below this. */
const disengagedBelow = 50;
const inactiveSilentDays = 2;

/** Of the live score, which knows the LMS side alone: only two can be told apart there yet. */
export function flagsOf(score: Score | null, silentDays: number): Flag[] {
  if (score === null) return [];
  const raised: Flag[] = [];
  if (score.value < inactiveBelow && silentDays >= inactiveSilentDays) raised.push('inactive_lms');
  if (raised.length > 0 && score.value < disengagedBelow) raised.push('disengaged');
  return raised;
}

/** Of a week with its parts; one without data raises nothing. */
export function flagsOfParts(parts: {
  attendance: number | null;
  lms: number | null;
  sentiment: number | null;
  score: number | null;
}): Flag[] {
  const raised: Flag[] = [];
  if (isBelow(parts.attendance, lowAttendanceBelow)) raised.push('low_attendance');
  if (isBelow(parts.lms, inactiveBelow)) raised.push('inactive_lms');
  if (isBelow(parts.sentiment, negativeBelow)) raised.push('negative_sentiment');
  if (raised.length >= 2 && isBelow(parts.score, disengagedBelow)) raised.push('disengaged');
  return raised;
}

function isBelow(value: number | null, floor: number): boolean {
  return value !== null && value < floor;
}
