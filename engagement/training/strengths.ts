import { type FeatureName, featureCount, featureNames } from '../risk-features.ts';
import type { OpenModel } from '../open-model.ts';
import type { HeadName } from '../risk-model.ts';

// What a model has learned, in a form that can be drawn: which curves and maps move the risk most.

/** The curve of a feature: what each bin of it adds, in log-odds. */
export interface Curve {
  feature: FeatureName;
  /** How far it moves the log-odds of a learner, in the mean. */
  strength: number;
  steps: Step[];
  /** What is added where the feature is not known; null where it always was. */
  unknown: number | null;
}

/** One bin: from a value (null: from the lowest) up to the next, how many of those learned from lie in it, and what it adds. */
export interface Step {
  from: number | null;
  to: number | null;
  share: number;
  value: number;
}

/** What two features say together beyond what each says by itself. */
export interface PairMap {
  first: FeatureName;
  second: FeatureName;
  strength: number;
  /** The bins of each, where it is known. */
  rows: Omit<Step, 'value'>[];
  columns: Omit<Step, 'value'>[];
  valueAt: (row: number, column: number) => number;
}

const binsMost = 64;

export function strongestCurves(model: OpenModel, head: HeadName, most: number): Curve[] {
  const { curves } = model.heads[head];
  return featureNames
    .map((feature, index): Curve => {
      const valueOf = (bin: number): number => curves[index * binsMost + bin] ?? 0;
      const all = sharesOf(model, index);
      const steps = stepsOf(model, index).map((step, at) => ({ ...step, value: valueOf(at + 1) }));
      return {
        feature,
        strength: all.reduce((sum, share, bin) => sum + share * Math.abs(valueOf(bin)), 0),
        steps,
        unknown: (all[0] ?? 0) === 0 ? null : valueOf(0),
      };
    })
    .toSorted((one, other) => other.strength - one.strength)
    .slice(0, most);
}

export function strongestPairs(model: OpenModel, head: HeadName, most: number): PairMap[] {
  return model.heads[head].pairs
    .map(({ first, second, rows, columns, values }): PairMap => {
      const [ofFirst, ofSecond] = [sharesOf(model, first), sharesOf(model, second)];
      const at = (row: number, column: number): number =>
        values[(rows[row] ?? 0) + (columns[column] ?? 0)] ?? 0;
      let strength = 0;
      for (const [row, share] of ofFirst.entries())
        for (const [column, other] of ofSecond.entries())
          strength += share * other * Math.abs(at(row, column));
      return {
        first: nameOf(first),
        second: nameOf(second),
        strength,
        rows: stepsOf(model, first),
        columns: stepsOf(model, second),
        valueAt: (row, column) => at(row + 1, column + 1),
      };
    })
    .toSorted((one, other) => other.strength - one.strength)
    .slice(0, most);
}

/** What each feature adds to the log-odds of one learner; what two say together is halved between them. */
export function featureWeights(model: OpenModel, head: HeadName, bins: Uint8Array): Float64Array {
  const { curves, pairs } = model.heads[head];
  const weights = Float64Array.from(
    { length: featureCount },
    (_, feature) => curves[feature * binsMost + (bins[feature] ?? 0)] ?? 0,
  );
  for (const { first, second, rows, columns, values } of pairs) {
    const half = (values[(rows[bins[first] ?? 0] ?? 0) + (columns[bins[second] ?? 0] ?? 0)] ?? 0) / 2;
    weights[first] = (weights[first] ?? 0) + half;
    weights[second] = (weights[second] ?? 0) + half;
  }
  return weights;
}

function nameOf(feature: number): FeatureName {
  return featureNames[feature] ?? featureNames[0];
}

/** The bins where a feature is known; the first bin is for where it is not. */
function stepsOf(model: OpenModel, feature: number): Omit<Step, 'value'>[] {
  const cuts = model.cuts[feature] ?? new Float64Array(0);
  const shares = sharesOf(model, feature);
  return Array.from({ length: cuts.length + 1 }, (_, step) => ({
    from: cuts[step - 1] ?? null,
    to: cuts[step] ?? null,
    share: shares[step + 1] ?? 0,
  }));
}

function sharesOf({ model }: OpenModel, feature: number): number[] {
  const shares = model.features[feature]?.shares ?? [];
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / Math.max(1, all));
}
