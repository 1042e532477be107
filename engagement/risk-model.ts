import { type FeatureName, featureCount, featureNames } from './risk-features.ts';

export const modelVersion = 1;

/** A trained model as it is kept, in boosted trees of two levels; open-model.ts makes of it what is asked. */
export interface RiskModel {
  version: typeof modelVersion;
  name: string;
  learnedFrom: { data: string; classes: string[]; rows: number; seed: number };
  features: ModelFeature[];
  heads: Record<HeadName, ModelHead>;
}

export interface ModelFeature {
  name: FeatureName;
  /** Where its bins begin; the first bin is for what is not known. */
  cuts: number[];
  /** How many of the rows it learned from fell into each bin. */
  shares: number[];
}

/** What is told: no activity for 14 days; withdrawing within 28 days, or before the end; not completing. */
export const headNames = ['silence', 'withdrawal', 'withdrawal28', 'noncompletion'] as const;
export type HeadName = (typeof headNames)[number];

export interface ModelHead {
  /** In log-odds. */
  base: number;
  /** How often it happened. */
  share: number;
  /**
   * Each tree: its feature and bin, then for what lies in that bin or below, and for what lies above, another feature,
   * its bin, and what is said of those in that bin or below, and of those above, in millionths of log-odds.
   */
  trees: number[][];
}

export const valueUnit = 1e-6;
const treeNumbers = 10;
const treesMost = 50_000;
/** Of a feature. */
export const binsMost = 64;

/** A model that somebody hands us, or what is wrong with it. */
export function parseModel(given: unknown): { ok: true; model: RiskModel } | { ok: false; problem: string } {
  const refused = (problem: string) => ({ ok: false as const, problem });
  if (!isRecord(given)) return refused('expected a model, which is an object');
  const { version, name, learnedFrom, features, heads } = given;
  if (version !== modelVersion) {
    const found =
      typeof version === 'number' || typeof version === 'string'
        ? `version ${JSON.stringify(version)}`
        : 'none';
    return refused(
      `expected a model of version ${modelVersion}, found ${found}: train it again with \`npm run risk -- train\``,
    );
  }
  if (typeof name !== 'string' || !isRecord(learnedFrom))
    return refused('expected a model with a name and where it learned');
  if (!Array.isArray(features) || features.length !== featureCount) {
    return refused(`expected ${featureCount} features, as this version knows them: train the model again`);
  }
  for (const [index, feature] of features.entries()) {
    if (!isRecord(feature) || feature['name'] !== featureNames[index])
      return refused(`expected '${featureNames[index]}' as feature ${index + 1}: train the model again`);
    const { cuts, shares } = feature;
    if (
      !areNumbers(cuts) ||
      cuts.length > binsMost - 2 ||
      cuts.some((cut, at) => cut < (cuts[at - 1] ?? -Infinity))
    )
      return refused(`expected at most ${binsMost - 2} rising cuts of '${featureNames[index]}'`);
    if (!areNumbers(shares) || shares.length !== cuts.length + 2)
      return refused(`expected a share for each bin of '${featureNames[index]}'`);
  }
  if (!isRecord(heads)) return refused('expected heads');
  for (const head of headNames) {
    const own = heads[head];
    if (!isRecord(own) || typeof own['base'] !== 'number' || typeof own['share'] !== 'number')
      return refused(`expected a head '${head}'`);
    const { trees } = own;
    const isTree = (tree: unknown): boolean =>
      areNumbers(tree) && tree.length === treeNumbers && areInside(tree);
    if (!Array.isArray(trees) || trees.length > treesMost || !trees.every(isTree))
      return refused(`expected at most ${treesMost} trees of ${treeNumbers} numbers in '${head}'`);
  }
  return { ok: true, model: given as unknown as RiskModel };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one));
}

/** Whether a tree asks for features and bins that there are. */
function areInside([
  feature = -1,
  bin = -1,
  low = -1,
  lowBin = -1,
  ,
  ,
  high = -1,
  highBin = -1,
]: number[]): boolean {
  const isFeature = (one: number): boolean => Number.isInteger(one) && one >= 0 && one < featureCount;
  const isBin = (one: number): boolean => Number.isInteger(one) && one >= 0 && one <= binsMost;
  // A branch that is not split has all its bins below; a tree whose first split is none would say so at its root.
  return [feature, low, high].every(isFeature) && [bin, lowBin, highBin].every(isBin) && bin < binsMost;
}
