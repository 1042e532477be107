import { randomFrom } from './boost.ts';

/** How far two who told the same moments are apart, and what chance among learners makes of that. */
export interface Apart {
  by: number;
  low: number;
  high: number;
}

/** Enough for an interval of which the ends are drawn from. */
const draws = 400;

/**
 * Learners are drawn as wholes, again and again: moments of the same one are no independent witnesses. The interval
 * holds 95 of 100 such differences.
 */
export function apartOf(
  own: Float64Array,
  used: Float64Array,
  answers: Float32Array,
  learners: readonly string[],
): Record<'auc' | 'brier', Apart> {
  const people = [...new Set(learners)];
  const places = new Map(people.map((learner, place) => [learner, place]));
  const whose = Int32Array.from(learners, (learner) => places.get(learner) ?? 0);
  const [ownOrder, usedOrder] = [lowestFirst(own), lowestFirst(used)];
  const of = (weights: Float64Array) => ({
    auc: aucOf(own, answers, ownOrder, whose, weights) - aucOf(used, answers, usedOrder, whose, weights),
    brier: brierOf(own, answers, whose, weights) - brierOf(used, answers, whose, weights),
  });
  const whole = of(new Float64Array(people.length).fill(1));
  const random = randomFrom(1);
  const drawn = Array.from({ length: draws }, () => {
    const weights = new Float64Array(people.length);
    for (let draw = 0; draw < people.length; draw++) {
      const place = Math.floor(random() * people.length);
      weights[place] = (weights[place] ?? 0) + 1;
    }
    return of(weights);
  });
  return {
    auc: withEnds(
      whole.auc,
      drawn.map(({ auc }) => auc),
    ),
    brier: withEnds(
      whole.brier,
      drawn.map(({ brier }) => brier),
    ),
  };
}

/** Rows from the lowest to the highest told: sorted once, however often learners are drawn. */
function lowestFirst(told: Float64Array): Int32Array {
  return Int32Array.from(told.keys()).toSorted((one, other) => (told[one] ?? 0) - (told[other] ?? 0));
}

function withEnds(by: number, drawn: readonly number[]): Apart {
  const sorted = drawn.filter((one) => !Number.isNaN(one)).toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? by;
  return { by, low: at(0.025), high: at(0.975) };
}

function aucOf(
  told: Float64Array,
  answers: Float32Array,
  order: Int32Array,
  whose: Int32Array,
  weights: Float64Array,
): number {
  let [calm, fell, pairs, before] = [0, 0, 0, 0];
  for (let from = 0; from < order.length;) {
    let [to, calmHere, fellHere] = [from, 0, 0];
    for (; to < order.length && told[order[to] ?? 0] === told[order[from] ?? 0]; to++) {
      const row = order[to] ?? 0;
      const weight = weights[whose[row] ?? 0] ?? 0;
      if (answers[row] === 1) fellHere += weight;
      else calmHere += weight;
    }
    pairs += fellHere * (before + calmHere / 2);
    before += calmHere;
    [calm, fell, from] = [calm + calmHere, fell + fellHere, to];
  }
  return pairs / (calm * fell);
}

function brierOf(
  told: Float64Array,
  answers: Float32Array,
  whose: Int32Array,
  weights: Float64Array,
): number {
  let [sum, all] = [0, 0];
  for (let row = 0; row < told.length; row++) {
    const weight = weights[whose[row] ?? 0] ?? 0;
    sum += weight * ((told[row] ?? 0) - (answers[row] ?? 0)) ** 2;
    all += weight;
  }
  return sum / all;
}
