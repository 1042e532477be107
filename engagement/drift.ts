import type { FeatureName } from './risk-features.ts';
import type { ModelFeature } from './risk-model.ts';

/*
 * Whether learners here look like those a model learned from. Each feature is compared by its population stability
 * index: over groups of values, the sum of (live - learned) x ln(live / learned). By long custom, from the scoring of
 * credit (Siddiqi, Credit Risk Scorecards, 2006), 0.1 is worth a look and 0.25 is another population. Of few learners
 * chance alone makes it large: it grows as chi-squared does with the number of groups and one over the learners (Yurdakul,
 * Statistical Properties of Population Stability Index, 2018), so what chance would do is told beside it and never counts.
 */

export const driftVerdicts = ['too_few', 'as_trained', 'watch', 'do_not_trust'] as const;
export type DriftVerdict = (typeof driftVerdicts)[number];

export interface Drift {
  verdict: DriftVerdict;
  learners: number;
  /** Those that can be compared, the one that moved most first. */
  features: FeatureDrift[];
  /** Known of nobody here. The model has learned to do without some of these. */
  unknown: FeatureName[];
  /** What the model learned nothing of, because it was known of nobody there. */
  unlearned: FeatureName[];
}

export interface FeatureDrift {
  name: FeatureName;
  index: number;
  /** As much as chance alone makes of so few learners in one case of a thousand. */
  chance: number;
  groups: DriftGroup[];
}

/** Some values next to each other, and what share has them. */
export interface DriftGroup {
  /** The least of these values; minus infinity is told as null, and so is what is not known. */
  from: number | null;
  isKnown: boolean;
  learned: number;
  live: number;
}

export const driftLimits = {
  /** Customary, as said above. */
  watch: 0.1,
  moved: 0.25,
  /** Of fewer learners chance makes more than the larger limit. */
  learnersMin: 50,
  /** When so much of all features has moved, what the model says was learned of other people. */
  featuresShare: 0.25,
} as const;

/**
 * What is so for everybody of a cohort on the same day. A term is always in one of its weeks: how these are spread over
 * learners says nothing, and they are left out.
 */
export const sharedFeatures: readonly FeatureName[] = [
  'cohort3',
  'cohort7',
  'cohortTrend',
  'cohortLost',
  'dueIn',
  'dueWeight',
  'dueWeight14',
  'due14',
  'dueSince',
  'courseShare',
  'courseLeft',
];

/** `bins` has by feature how many learners fell into each bin of the model. */
export function driftOf(features: readonly ModelFeature[], bins: readonly (readonly number[])[]): Drift {
  const learners = sumOf(bins[0] ?? []);
  const drift: Drift = { verdict: 'too_few', learners, features: [], unknown: [], unlearned: [] };
  if (learners === 0) return drift;
  for (const [index, feature] of features.entries()) {
    const { name, shares } = feature;
    if (sharedFeatures.includes(name)) continue;
    const live = bins[index] ?? [];
    if (sumOf(shares.slice(1)) === 0) drift.unlearned.push(name);
    else if (sumOf(live.slice(1)) === 0) drift.unknown.push(name);
    else drift.features.push(featureDriftOf(feature, live));
  }
  drift.features.sort((one, other) => other.index - one.index);
  if (learners >= driftLimits.learnersMin) drift.verdict = verdictOf(drift.features);
  return drift;
}

/** Whether so much of a feature's index is more than chance. */
export function hasMoved({ index, chance }: FeatureDrift, limit: number = driftLimits.moved): boolean {
  return index >= limit && index > chance;
}

function verdictOf(features: readonly FeatureDrift[]): DriftVerdict {
  const { watch, moved, featuresShare } = driftLimits;
  const beyond = (limit: number): number => features.filter((feature) => hasMoved(feature, limit)).length;
  const many = Math.max(1, featuresShare * features.length);
  if (beyond(moved) >= many) return 'do_not_trust';
  return beyond(moved) > 0 || beyond(watch) >= many ? 'watch' : 'as_trained';
}

function featureDriftOf({ name, cuts, shares }: ModelFeature, live: readonly number[]): FeatureDrift {
  const groups = groupsOf(shares, live);
  const [learnedAll, liveAll] = [sumOf(shares), sumOf(live)];
  const told = groups.map(([from, to]): DriftGroup & { term: number } => {
    const [learned, own] = [shares, live].map((counts) => sumOf(counts.slice(from, to)));
    // Half a learner more in each group: one that nobody is in would make it infinite.
    const shareOf = (count: number, all: number): number => (count + 0.5) / (all + 0.5 * groups.length);
    const [expected, seen] = [shareOf(learned ?? 0, learnedAll), shareOf(own ?? 0, liveAll)];
    return {
      from: from <= 1 ? null : (cuts[from - 2] ?? null),
      isKnown: to > 1,
      learned: (learned ?? 0) / learnedAll,
      live: (own ?? 0) / liveAll,
      term: (seen - expected) * Math.log(seen / expected),
    };
  });
  return {
    name,
    index: told.reduce((sum, { term }) => sum + term, 0),
    chance: chiSquaredRarely(groups.length - 1) * (1 / learnedAll + 1 / liveAll),
    groups: told.map(({ term: _, ...group }) => group),
  };
}

/** As many groups as are customary: more would tell less of few learners. */
const groupsMost = 10;
/** With fewer learners expected in a group chance does not keep to what is said of it above. */
const expectedMin = 6;

/** Bins next to each other taken together until each group has its tenth of those who were learned from; what is not known is one of its own, unless next to nobody is in it. */
function groupsOf(shares: readonly number[], live: readonly number[]): [from: number, to: number][] {
  const all = sumOf(shares);
  const enough = (expectedMin / sumOf(live)) * all;
  const least = Math.max(sumOf(shares.slice(1)) / groupsMost, enough);
  const isOwn = (shares[0] ?? 0) >= enough || (live[0] ?? 0) >= 2 * expectedMin;
  const groups: [number, number][] = isOwn ? [[0, 1]] : [];
  let [from, sum] = isOwn ? [1, 0] : [0, 0];
  for (let bin = from; bin < shares.length; bin++) {
    sum += shares[bin] ?? 0;
    const isLast = bin === shares.length - 1;
    // A last group of too few belongs to the one before.
    const rest = sumOf(shares.slice(bin + 1));
    if (!isLast && (sum < least || rest < enough)) continue;
    groups.push([from, bin + 1]);
    [from, sum] = [bin + 1, 0];
  }
  return groups;
}

/** What chi-squared exceeds in one case of a thousand, by Wilson and Hilferty. */
function chiSquaredRarely(degrees: number): number {
  const rarely = 3.0902;
  const of = Math.max(1, degrees);
  return of * (1 - 2 / (9 * of) + rarely * Math.sqrt(2 / (9 * of))) ** 3;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}
