/** Eight times in ten the truth lies in here. */
export interface Interval {
  low: number;
  high: number;
}

/** How far the truth lay below and above what was told, one time in ten each: a step for each ten points told, lowest first. */
export type Misses = readonly (readonly [below: number, above: number])[];

/** Between two steps it is in proportion. What is told always lies inside. */
export function intervalAround(told: number, misses: Misses): Interval {
  const place = Math.max(0, Math.min(misses.length - 1, told / stepPoints - 0.5));
  const at = Math.floor(place);
  const [below, above] = misses[at] ?? [0, 0];
  const [nextBelow, nextAbove] = misses[at + 1] ?? [below, above];
  const share = place - at;
  const low = told + below + share * (nextBelow - below);
  const high = told + above + share * (nextAbove - above);
  return { low: tenths(Math.max(0, Math.min(told, low))), high: tenths(Math.min(100, Math.max(told, high))) };
}

export const stepPoints = 10;

export function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
