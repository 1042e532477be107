import type { Band } from './risk.ts';
import { type Steps, type WallBand, type WallGroup, wallBands } from './wall.ts';

// What may be said of groups where everybody in the room can read it. A group of fewer than five is a few persons whom somebody knows:
// neither what is shown, nor the difference of what is shown, nor how it changes from one moment to the next, tells of one.
// docs/decisions/0029 has the reasoning, the tests beside this file go through every small class there is.

export const groupMin = 5;

/**
 * How many of a cohort. Five by five, since a count that only grows would tell by its growth who has just come; the last step reaches to
 * all of them and is as wide at least, since few who are missing are as easily known as few who are there.
 */
export function stepsOf(count: number, learners: number): Steps {
  const last = Math.max(0, Math.floor((learners - groupMin + 1) / groupMin) * groupMin);
  const from = Math.min(last, floored(count));
  return { from, to: from === last ? learners : from + groupMin - 1 };
}

/** Events are told in the same steps, from below: a single one would be a single learner. */
export function floored(count: number): number {
  return Math.floor(count / groupMin) * groupMin;
}

/**
 * The learners of each band, worst first. A band that has too few is told together with the next, until there are enough; what is left at
 * the end goes to the group before. None of those that are told together can be known to be other than empty.
 * Null while fewer are assessed than make a group.
 */
export function groupsOf(counts: Record<Band | 'unknown', number>): WallGroup[] | null {
  const { critical, high, medium, low, unknown } = counts;
  if (critical + high + medium + low < groupMin) return null;
  const of: Record<WallBand, number> = { critical, high, medium, rest: low + unknown };
  const groups: WallGroup[] = [];
  let open: WallGroup = { bands: [], learners: 0 };
  for (const band of wallBands) {
    open = { bands: [...open.bands, band], learners: open.learners + of[band] };
    if (open.learners < groupMin) continue;
    groups.push(open);
    open = { bands: [], learners: 0 };
  }
  const before = groups.pop();
  return before === undefined
    ? null
    : [...groups, { bands: [...before.bands, ...open.bands], learners: before.learners + open.learners }];
}
