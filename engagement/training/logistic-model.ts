import { type ModelFeature, type ModelHead, valueUnit } from '../risk-model.ts';
import { type Logistic, logistic } from './logistic.ts';
import { type Lessons, type Task, featuresOf } from './train.ts';

/*
 * The baseline as a model like any other: a weight for each bin of a feature is a curve, which trees that look at one
 * feature twice can say. So it is read, asked and measured by what reads, asks and measures the model that is shipped.
 */

/**
 * Tried on 2014B, as all choices are: a tenth of the penalty tells the same; of withdrawing within 28 days 10 steps tell
 * about as much (AUC 0.739 for 0.738), and 32 steps less (0.736).
 */
const stepsMost = 16;
const penalty = 100;

export function logisticFeaturesOf(lessons: Lessons): ModelFeature[] {
  return featuresOf(lessons, stepsMost);
}

export function logisticHeadOf({ cells, answers, bins }: Task): ModelHead {
  const learned = logistic({ rows: cells, bins }, answers, penalty);
  const share = answers.reduce((sum, answer) => sum + answer, 0) / Math.max(1, answers.length);
  return {
    base: Number(learned.base.toFixed(6)),
    share: Number(share.toFixed(6)),
    trees: treesOf(learned),
  };
}

/** A tree tells four steps of a curve apart: each after the first goes on from where the one before it ended. */
export function treesOf({ weights }: Pick<Logistic, 'weights'>): number[][] {
  return weights.flatMap((own, feature) => {
    const trees: number[][] = [];
    for (let bin = 0; bin < Math.max(1, own.length - 1); bin += stepsOfTree) {
      const from = bin === 0 ? 0 : (own[bin] ?? 0);
      const steps = [0, 1, 2, 3].map((step) => (own[Math.min(bin + step, own.length - 1)] ?? 0) - from);
      const [first = 0, second = 0, third = 0, fourth = 0] = steps.map((step) =>
        Math.round(step / valueUnit),
      );
      trees.push([feature, bin + 1, feature, bin, first, second, feature, bin + 2, third, fourth]);
    }
    return trees;
  });
}

const stepsOfTree = 3;
