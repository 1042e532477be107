import type { Band } from '../risk.ts';
import type { EffectCell } from './effect-cell.ts';

/*
 * What may be said of an effect while it is watched, at every look and for as long as anybody likes. A look each day at
 * an interval made for one look finds an effect sooner or later where there is none.
 *
 * It is a bet against "the effect is δ", made anew with each learner, which nobody can win in the long run if that is
 * true: that it ever grows fortyfold has a chance of at most one in forty (Ville). Each learner tells
 *
 *   z = (came back - m) * (1/p if treated, -1/(1-p) if held out)
 *
 * whose mean is their effect, whoever they are, since the lot alone decided the arm, with chance p; m is what was seen of learners
 * at a like risk on the days before, and takes out what has nothing to do with the arm. The stake is g p(1-p) for
 * several g at once, so that small effects and large ones are found. After Waudby-Smith and Ramdas, "Estimating means
 * of bounded random variables by betting" (JRSS B, 2024), with z of inverse propensity as in Waudby-Smith et al.,
 * "Anytime-valid off-policy inference for contextual bandits" (2024). No normal curve, no large numbers needed.
 */

/** What the effect lies between, at all looks together in nineteen of twenty trials. */
export interface Watched {
  low: number;
  high: number;
}

/** Each side may be wrong one time in forty. */
const enough = Math.log(40);
/** Below one, no z can take more than was staked. An effect d is found fastest by g = d / (variance of an outcome). */
const stakes = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8];
const steps = 14;

export function watchedOf(cells: readonly EffectCell[]): Watched {
  const tellings = tellingsOf(cells);
  return {
    low: lastOf((effect) => wonAgainst(tellings, effect, 1) >= enough, -1, 1),
    high: lastOf((effect) => wonAgainst(tellings, effect, -1) >= enough, 1, -1),
  };
}

/** All that tell the same. */
interface Telling {
  z: number;
  /** What is staked for g = 1. */
  unit: number;
  count: number;
}

function tellingsOf(cells: readonly EffectCell[]): Telling[] {
  const found = new Map<string, Telling>();
  const seen = new Map<Band | null, { of: number; hits: number }>();
  const add = (z: number, unit: number, count: number): void => {
    const key = `${z} ${unit}`;
    const telling = found.get(key);
    if (telling === undefined) found.set(key, { z, unit, count });
    else telling.count += count;
  };
  for (const today of byDay(cells)) {
    for (const { band, arm, treatedChance: p, learners, returned72 } of today) {
      // Who was not put into an arm by lot tells nothing.
      if (p <= 0 || p >= 1) continue;
      const weight = arm === 'treated' ? 1 / p : -1 / (1 - p);
      const m = expectedOf(seen.get(band));
      add((1 - m) * weight, p * (1 - p), returned72);
      add(-m * weight, p * (1 - p), learners - returned72);
    }
    for (const { band, learners, returned72 } of today) {
      const before = seen.get(band) ?? { of: 0, hits: 0 };
      seen.set(band, { of: before.of + learners, hits: before.hits + returned72 });
    }
  }
  return [...found.values()].filter(({ count }) => count > 0);
}

function byDay(cells: readonly EffectCell[]): EffectCell[][] {
  const days = Map.groupBy(cells, ({ day }) => day);
  return [...days].toSorted(([one], [other]) => one - other).map(([, today]) => today);
}

/** In steps, so that what tells the same can be counted together; it need not be exact to be fair. */
function expectedOf(seen: { of: number; hits: number } | undefined): number {
  const { of, hits } = seen ?? { of: 0, hits: 0 };
  return Math.round((20 * (hits + 3)) / (of + 10)) / 20;
}

/** The logarithm of what a bet on more (1) or less (-1) than this effect has made of a stake of 1. */
function wonAgainst(tellings: readonly Telling[], effect: number, side: 1 | -1): number {
  const logs = stakes.map((stake) =>
    tellings.reduce(
      (sum, { z, unit, count }) => sum + count * Math.log1p(side * stake * unit * (z - effect)),
      0,
    ),
  );
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}

/** The last on the way at which something still holds that does not hold again later. */
function lastOf(holds: (at: number) => boolean, from: number, to: number): number {
  if (!holds(from)) return from;
  let [near, far] = [from, to];
  for (let step = 0; step < steps; step++) {
    const middle = (near + far) / 2;
    if (holds(middle)) near = middle;
    else far = middle;
  }
  return near;
}
