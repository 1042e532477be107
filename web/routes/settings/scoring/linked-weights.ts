import { type PartName, type Scoring, partNames } from '#engagement/scoring.ts';

type Weights = Scoring['weights'];

/**
 * Three weights that are 100 together, of which one has a new value: the other two share the rest as they stood to each
 * other at the start, in whole percent, so that typing `4` on the way to `45` leaves nothing behind.
 */
export function linkedWeights(start: Weights, changed: PartName, value: number): Weights {
  const [first, second] = partNames.filter((name) => name !== changed);
  if (first === undefined || second === undefined || !Number.isFinite(value)) {
    return { ...start, [changed]: value };
  }
  const rest = Math.max(0, Math.round((100 - value) * 100) / 100);
  const sum = start[first] + start[second];
  const share = sum === 0 ? 0.5 : start[first] / sum;
  const own = Math.min(rest, Math.round(rest * share));
  return { ...start, [changed]: value, [first]: own, [second]: Math.round((rest - own) * 100) / 100 };
}
