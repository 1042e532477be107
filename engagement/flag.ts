import type { PartName, Scoring } from './scoring.ts';

/** Brief A3: what is wrong, one thing each; the last says that several things are. */
export const flags = ['low_attendance', 'inactive_lms', 'negative_sentiment', 'disengaged'] as const;
export type Flag = (typeof flags)[number];

/** A score and its parts; null where there is none. */
export type PartValues = Record<PartName, number | null> & { score: number | null };

/**
 * What is wrong; a part without data raises nothing. A flag that was up comes down once its part is
 * some points past the threshold.
 */
export function flagsOf(
  of: PartValues,
  { flags: below, steadyPoints }: Pick<Scoring, 'flags' | 'steadyPoints'>,
  before: readonly Flag[] = [],
): Flag[] {
  const isUp = (flag: Flag, value: number | null, floor: number): boolean =>
    value !== null && value < floor + (before.includes(flag) ? steadyPoints : 0);
  const raised: Flag[] = [];
  if (isUp('low_attendance', of.attendance, below.lowAttendance)) raised.push('low_attendance');
  if (isUp('inactive_lms', of.lms, below.inactiveLms)) raised.push('inactive_lms');
  if (isUp('negative_sentiment', of.sentiment, below.negativeSentiment)) raised.push('negative_sentiment');
  const isMany = raised.length >= below.disengagedFlags;
  if (isMany && isUp('disengaged', of.score, below.disengaged)) raised.push('disengaged');
  return raised;
}

/** The part a flag is raised on; `disengaged` is raised on all of them. */
export const partOfFlag: Record<Flag, PartName | null> = {
  low_attendance: 'attendance',
  inactive_lms: 'lms',
  negative_sentiment: 'sentiment',
  disengaged: null,
};
