import { dateOf } from '../day.ts';
import { type LearnedFrom, type TrainingProblem, type TrainingResult, leastToLearn } from '../own-model.ts';
import { chanceOf } from '../risk.ts';
import { featureCount } from '../risk-features.ts';
import { type OpenModel, binOf, logOddsOf, openModel, writeBins } from '../open-model.ts';
import type { ModelFeature, RiskModel } from '../risk-model.ts';
import { apartOf } from './apart.ts';
import { qualityOf } from './metrics.ts';
import { type Moments, spanDays } from './own-moments.ts';
import { type Lessons, type Recipe, bagOf, featuresOf, headOf, pairsFor, taskOf } from './train.ts';

/** Of all moments so much is learned from, in order of time; the rest is what both models are tried on. */
const earlierShare = 0.7;
const seed = 1;
/** The more there is to learn from, the more may be made of it. */
const recipes: { fromMoments: number; recipe: Recipe }[] = [
  { fromMoments: 40_000, recipe: { pairs: 120, bags: 3, rounds: 400, rate: 0.08 } },
  { fromMoments: 10_000, recipe: { pairs: 60, bags: 2, rounds: 250, rate: 0.08 } },
  { fromMoments: 0, recipe: { pairs: 20, bags: 2, rounds: 120, rate: 0.08 } },
];

/**
 * A model of a tenant's own, and how well it tells later moments beside the one in use; or why there is none. Only the
 * head of silence is learned: nobody records withdrawals here, so those of `base` are kept, and with them its bins.
 */
export function learnOwn(
  parts: readonly Moments[],
  {
    name,
    base,
    used,
    onProgress,
  }: { name: string; base: RiskModel; used: OpenModel; onProgress: (share: number) => void },
): TrainingResult {
  const until = laterFrom(parts);
  const earlier = rowsWhere(parts, (day) => day + spanDays < until, true);
  const later = rowsWhere(parts, (day) => day >= until, false);
  const found = foundIn(parts, earlier, later);
  const problem = problemIn(found);
  if (problem !== null) return { training: { state: 'refused', problem, found } };
  const known = featuresFrom(base, earlier);
  const lessons = lessonsOf(earlier, parts);
  const task = taskOf(lessons, 'silence', known);
  const { recipe } = recipes.find(({ fromMoments }) => earlier.answers.length >= fromMoments) ?? {};
  const rounds = (1 + (recipe?.bags ?? 1)) * (recipe?.rounds ?? 1);
  let round = 0;
  const onRound = (): void => onProgress(++round / rounds);
  const pairs = pairsFor(task, onRound, recipe);
  const bags = Array.from({ length: recipe?.bags ?? 1 }, (_, bag) =>
    bagOf(task, pairs, seed + bag, onRound, recipe),
  );
  const model: RiskModel = {
    ...base,
    name,
    learnedFrom: {
      data: 'own',
      classes: parts.map(({ cohort }) => cohort),
      rows: earlier.answers.length,
      seed,
    },
    features: known,
    heads: { ...base.heads, silence: headOf(task, bags) },
  };
  const [ownTold, usedTold] = [openModel(model), used].map((one) => toldOf(one, later));
  if (ownTold === undefined || usedTold === undefined) throw new Error('two models tell twice');
  return {
    model,
    training: {
      state: 'trained',
      found,
      comparison: {
        from: dateOf(Math.min(...later.days)),
        to: dateOf(Math.max(...later.days)),
        own: qualityOf(ownTold, later.answers, later.groups),
        used: qualityOf(usedTold, later.answers, later.groups),
        usedName: used.model.name,
        apart: apartOf(ownTold, usedTold, later.answers, later.learners),
      },
    },
  };
}

/** Rows of several cohorts together. */
interface Rows {
  features: Float32Array;
  answers: Float32Array;
  days: number[];
  learners: string[];
  /** With whom each competes for being flagged: those of its cohort on its day. */
  groups: string[];
}

/** The day from which on so much of all moments lies. */
function laterFrom(parts: readonly Moments[]): number {
  const days = parts.flatMap(({ days: own }) => [...own]).toSorted((one, other) => one - other);
  return days[Math.floor(earlierShare * days.length)] ?? 0;
}

function rowsWhere(parts: readonly Moments[], isWanted: (day: number) => boolean, withUnsure: boolean): Rows {
  const wanted = parts.flatMap((part) =>
    [...part.days.keys()]
      .filter((row) => isWanted(part.days[row] ?? 0) && (withUnsure || part.isUnsure[row] === 0))
      .map((row) => ({ part, row })),
  );
  const features = new Float32Array(wanted.length * featureCount);
  for (const [at, { part, row }] of wanted.entries())
    features.set(part.features.subarray(row * featureCount, (row + 1) * featureCount), at * featureCount);
  const days = wanted.map(({ part, row }) => part.days[row] ?? 0);
  return {
    features,
    answers: Float32Array.from(wanted, ({ part, row }) => part.answers[row] ?? 0),
    days,
    learners: wanted.map(({ part, row }) => part.learners[row] ?? ''),
    groups: wanted.map(({ part }, at) => `${part.cohort} ${days[at]}`),
  };
}

function foundIn(parts: readonly Moments[], earlier: Rows, later: Rows): LearnedFrom {
  const sumOf = (answers: Float32Array): number => answers.reduce((sum, answer) => sum + answer, 0);
  return {
    cohorts: parts.length,
    learners: new Set(parts.flatMap(({ learners }) => learners)).size,
    moments: earlier.answers.length,
    happened: sumOf(earlier.answers),
    triedMoments: later.answers.length,
    triedHappened: sumOf(later.answers),
  };
}

function problemIn(found: LearnedFrom): TrainingProblem | null {
  if (found.moments < leastToLearn.moments) return 'too_little';
  if (found.happened < leastToLearn.happened) return 'too_little_happened';
  const isTried =
    found.triedMoments >= leastToLearn.triedMoments && found.triedHappened >= leastToLearn.triedHappened;
  return isTried ? null : 'too_little_later';
}

function lessonsOf({ features, answers }: Rows, parts: readonly Moments[]): Lessons {
  const unknown = new Float32Array(answers.length).fill(Number.NaN);
  return {
    data: 'own',
    classes: parts.map(({ cohort }) => cohort),
    features,
    answers: { silence: answers, withdrawal: unknown, withdrawal28: unknown, noncompletion: unknown },
  };
}

/** Bins begin where those of the kept heads do, and where these know nothing, where it suits our learners. */
function featuresFrom(base: RiskModel, rows: Rows): ModelFeature[] {
  const own = featuresOf(lessonsOf(rows, []));
  return own.map((feature, index) => {
    const cuts = base.features[index]?.cuts ?? [];
    if (cuts.length === 0) return feature;
    const shares = Array.from({ length: cuts.length + 2 }, () => 0);
    for (let row = 0; row < rows.answers.length; row++) {
      const bin = binOf(rows.features[row * featureCount + index] ?? Number.NaN, cuts);
      shares[bin] = (shares[bin] ?? 0) + 1;
    }
    return { ...feature, cuts, shares };
  });
}

function toldOf(model: OpenModel, { features, answers }: Rows): Float64Array {
  const bins = new Uint8Array(featureCount);
  return Float64Array.from(answers, (_, row) => {
    writeBins(model, features.subarray(row * featureCount, (row + 1) * featureCount), bins);
    return chanceOf(logOddsOf(model.heads.silence, bins));
  });
}
