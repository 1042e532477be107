import { twoSidedTail } from './normal.ts';

/** How far the values of some lie above those of others: -1 where all are below, 1 where all are above. */
export interface Apart {
  value: number;
  /** Nineteen times in twenty it lies in here. */
  low: number;
  high: number;
  /** How often chance alone sets two such groups apart by as much. */
  chance: number;
}

/**
 * By rank, so that one learner with a thousand clicks weighs no more than one with the most: Cliff's delta (1993), which is how
 * often one of these lies above one of the others, less how often below. The chance is Mann and Whitney's, with the
 * variance that ties leave; the interval is Newcombe's (2006, method 5), which holds near the ends too.
 */
export function apartOf(these: readonly number[], others: readonly number[]): Apart {
  const [m, n] = [these.length, others.length];
  const pairs = m * n;
  const { above, tied } = rankedAbove(these, others);
  const all = m + n;
  const deviation = Math.sqrt((pairs / 12) * (all + 1 - tied / (all * (all - 1))));
  // Half a pair nearer: what is counted moves in steps.
  const distance = Math.max(0, Math.abs(above - pairs / 2) - 0.5);
  const share = above / pairs;
  return {
    value: 2 * share - 1,
    low: 2 * endOf(share, m, n, -1) - 1,
    high: 2 * endOf(share, m, n, 1) - 1,
    chance: deviation === 0 ? 1 : twoSidedTail(distance / deviation),
  };
}

/** In how many pairs the first is above, a tie being half a pair; and the sum of t³ - t over values that t of them share. */
function rankedAbove(these: readonly number[], others: readonly number[]): { above: number; tied: number } {
  const one = these.toSorted(ascending);
  const other = others.toSorted(ascending);
  let [above, tied, at, below] = [0, 0, 0, 0];
  while (at < one.length || below < other.length) {
    const value = Math.min(one[at] ?? Infinity, other[below] ?? Infinity);
    const [ones, belows] = [runOf(one, at, value), runOf(other, below, value)];
    above += ones * (below + belows / 2);
    const alike = ones + belows;
    tied += alike ** 3 - alike;
    at += ones;
    below += belows;
  }
  return { above, tied };
}

function runOf(sorted: readonly number[], from: number, value: number): number {
  let to = from;
  while (to < sorted.length && sorted[to] === value) to++;
  return to - from;
}

/** Nineteen times in twenty. */
const z = 1.959964;
/** Halved so often, what is left is less than anybody could see. */
const halvings = 30;

/** The share farthest on one side of what was seen that is still within z of its own deviations from it. */
function endOf(seen: number, m: number, n: number, side: 1 | -1): number {
  let [inside, outside] = [seen, side === 1 ? 1 : 0];
  for (let at = 0; at < halvings; at++) {
    const middle = (inside + outside) / 2;
    if (Math.abs(middle - seen) <= z * deviationOf(middle, m, n)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** Of a share of pairs, if it is the true one (Hanley and McNeil 1982, with both groups of middling size). */
function deviationOf(share: number, m: number, n: number): number {
  const middling = (m + n) / 2 - 1;
  const more = 1 + (middling * (1 - share)) / (2 - share) + (middling * share) / (1 + share);
  return Math.sqrt((share * (1 - share) * more) / (m * n));
}

function ascending(one: number, other: number): number {
  return one - other;
}
