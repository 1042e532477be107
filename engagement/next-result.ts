import { type Interval, type Misses, intervalAround, tenths } from './interval.ts';

/** What a learner is likely to get for the next thing of a kind, in percent. */
export interface NextResult extends Interval {
  kind: ResultKind;
  percent: number;
  /** How many results of this learner it was told from, and how many of these were of the kind. */
  results: number;
  ofKind: number;
}

/** Quizzes are marked by a program, work that is handed in by a person: who is good at one is not always so at the other. */
export const resultKinds = ['quiz', 'assignment'] as const;
export type ResultKind = (typeof resultKinds)[number];

export interface PastResult {
  kind: ResultKind;
  /** 0..100. */
  percent: number;
}

/**
 * From a learner's results, the newest first. Their own are drawn to the cohort's mean as if that were one result more,
 * those of the kind to all of their own as if that were half of one; each counts for 0.7 of the next newer. Null while there is none.
 */
export function nextResultOf(
  kind: ResultKind,
  results: readonly PastResult[],
  cohortMean: number | null,
): NextResult | null {
  if (results.length === 0) return null;
  const own = results.slice(0, resultsMost);
  const same = own.filter((result) => result.kind === kind);
  const all = drawn(own, cohortMean ?? usualMean, cohortWeighs);
  const told = tenths(drawn(same, all, ownWeighs));
  return {
    kind,
    percent: told,
    ...intervalAround(told, same.length === 0 ? missesOfOthers : misses),
    results: own.length,
    ofKind: same.length,
  };
}

export const resultsMost = 20;

function drawn(results: readonly PastResult[], to: number, weighs: number): number {
  let [sum, weights, weight] = [weighs * to, weighs, 1];
  for (const { percent } of results) {
    sum += weight * percent;
    weights += weight;
    weight *= fades;
  }
  return Math.max(0, Math.min(100, sum / weights));
}

/* Chosen on OULAD 2013 among 75 combinations: docs/models.md has how. */
const cohortWeighs = 1;
const ownWeighs = 0.5;
const fades = 0.7;
/** Of all results of OULAD 2013, where a cohort has too few of its own. */
const usualMean = 76;

/** What `npm run risk -- models --tune` learned from OULAD 2013: with results of the kind, and with others only. */
const misses: Misses = [
  [-20.6, 28.7],
  [-20.6, 28.7],
  [-20.6, 28.7],
  [-20.6, 28.7],
  [-24, 23.8],
  [-24.2, 17.2],
  [-22.6, 15.1],
  [-19.7, 12.7],
  [-19.4, 10.4],
  [-17.6, 6.2],
];
const missesOfOthers: Misses = [
  [-7.2, 42.2],
  [-7.2, 42.2],
  [-7.2, 42.2],
  [-7.2, 42.2],
  [-7.2, 42.2],
  [-7.2, 42.2],
  [-6.1, 34.9],
  [-6.2, 27.6],
  [-10.2, 16.9],
  [-10.2, 16.9],
];
