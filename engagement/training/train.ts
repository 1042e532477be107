import { featureCount, featureNames } from '../risk-features.ts';
import { binOf } from '../open-model.ts';
import {
  type HeadName,
  type ModelFeature,
  type ModelHead,
  type RiskModel,
  headNames,
  modelVersion,
  valueUnit,
} from '../risk-model.ts';
import { type Boosted, type Tree, boost } from './boost.ts';
import { cutsOf } from './table.ts';

/** What is learned from: row after row the features, and for each head what happened, no number where that is not known. */
export interface Lessons {
  data: string;
  classes: string[];
  features: Float32Array;
  answers: Record<HeadName, Float32Array>;
}

/** One head's rows, in bins; shared between threads. */
export interface Task {
  head: HeadName;
  cells: Uint8Array;
  answers: Float32Array;
  bins: number[];
}

/** Pairs of features that may act together, models that are averaged, trees of each, and what each tree moves of the way. */
export interface Recipe {
  pairs: number;
  bags: number;
  rounds: number;
  rate: number;
}

/** How each head is learned. Found on the presentations of 2013 and 2014B of the data in docs/attribution.md: docs/decisions/0023. */
const recipes: Record<HeadName, Recipe> = {
  silence: { pairs: 300, bags: 6, rounds: 900, rate: 0.1 },
  withdrawal: { pairs: 100, bags: 1, rounds: 500, rate: 0.06 },
  withdrawal28: { pairs: 100, bags: 1, rounds: 1_000, rate: 0.06 },
  noncompletion: { pairs: 200, bags: 1, rounds: 500, rate: 0.1 },
};
const usual = { rowShare: 0.5, featureShare: 0.4, leafMin: 30, shrink: 5 };
/** A first pass shows which pairs matter. */
const scouting = { rounds: 300, rate: 0.15, seed: 99 };

export function featuresOf({ features }: Lessons, stepsMost?: number): ModelFeature[] {
  const rows = features.length / featureCount;
  return featureNames.map((name, feature) => {
    const values = new Float32Array(rows);
    for (let row = 0; row < rows; row++) values[row] = features[row * featureCount + feature] ?? Number.NaN;
    const cuts = cutsOf(values, stepsMost);
    const shares = Array.from({ length: cuts.length + 2 }, () => 0);
    for (const value of values) {
      const bin = binOf(value, cuts);
      shares[bin] = (shares[bin] ?? 0) + 1;
    }
    return { name, cuts, shares };
  });
}

/** A task for each head: of the rows whose answer is known. */
export function taskOf({ features, answers }: Lessons, head: HeadName, known: readonly ModelFeature[]): Task {
  const own = answers[head];
  const rows: number[] = [];
  for (let row = 0; row < own.length; row++) if (!Number.isNaN(own[row] ?? Number.NaN)) rows.push(row);
  const cells = new Uint8Array(new SharedArrayBuffer(rows.length * featureCount));
  const answered = new Float32Array(new SharedArrayBuffer(rows.length * 4));
  for (const [index, row] of rows.entries()) {
    answered[index] = own[row] ?? 0;
    for (const [feature, { cuts }] of known.entries()) {
      cells[index * featureCount + feature] = binOf(
        features[row * featureCount + feature] ?? Number.NaN,
        cuts,
      );
    }
  }
  // A feature that is never known, or always the same, has nothing to be parted by.
  const bins = known.map(({ cuts, shares }) => (cuts.length === 0 && shares[0] === 0 ? 1 : cuts.length + 2));
  return { head, cells, answers: answered, bins };
}

/** The pairs of features that are worth looking at together, the best ones. */
export function pairsFor(
  { head, cells, answers, bins }: Task,
  onRound?: () => void,
  recipe: Recipe = recipes[head],
): number[] {
  const rounds = Math.min(scouting.rounds, recipe.rounds);
  const { gains } = boost(
    { rows: cells, bins },
    answers,
    'probability',
    { ...usual, ...scouting, rounds, pairs: null },
    onRound,
  );
  return [...gains]
    .toSorted(([one, gain], [other, otherGain]) => otherGain - gain || one - other)
    .slice(0, recipe.pairs)
    .map(([pair]) => pair);
}

/** One of several models that are averaged. */
export function bagOf(
  { head, cells, answers, bins }: Task,
  pairs: readonly number[],
  seed: number,
  onRound?: () => void,
  { rounds, rate }: Recipe = recipes[head],
): Boosted {
  return boost(
    { rows: cells, bins },
    answers,
    'probability',
    { ...usual, rounds, rate, seed, pairs: new Set(pairs) },
    onRound,
  );
}

export function bagsOf(head: HeadName): number {
  return recipes[head].bags;
}

export function headOf({ answers }: Task, bags: readonly Boosted[]): ModelHead {
  const share = answers.reduce((sum, answer) => sum + answer, 0) / Math.max(1, answers.length);
  const base = bags.reduce((sum, bag) => sum + bag.base, 0) / bags.length;
  return {
    base: Number(base.toFixed(6)),
    share: Number(share.toFixed(6)),
    trees: bags.flatMap(({ trees }) => trees.map((tree) => numbersOf(tree, bags.length))),
  };
}

function numbersOf({ feature, bin, halves }: Tree, bags: number): number[] {
  const value = (one: number): number => Math.round(one / bags / valueUnit);
  return [
    feature,
    bin,
    ...halves.flatMap((half) => [half.feature, half.bin, value(half.low), value(half.high)]),
  ];
}

export function modelOf(
  { data, classes, features }: Lessons,
  name: string,
  seed: number,
  known: ModelFeature[],
  heads: Record<HeadName, ModelHead>,
): RiskModel {
  return {
    version: modelVersion,
    name,
    learnedFrom: { data, classes, rows: features.length / featureCount, seed },
    features: known,
    heads,
  };
}

/** In how many steps training is over, for whoever watches it. */
export function stepsOf(): number {
  return headNames.reduce(
    (sum, head) => sum + scouting.rounds + recipes[head].rounds * recipes[head].bags,
    0,
  );
}
