import { describe, expect, test } from 'vitest';
import { driftOf, hasMoved, sharedFeatures } from './drift.ts';
import { type FeatureName, featureNames } from './risk-features.ts';
import { shippedModel } from './shipped-model.ts';
import { randomFrom } from './training/boost.ts';

const { features } = shippedModel.model;

/** So many learners drawn from those that were learned from. */
function drawn(learners: number, seed = 1): number[][] {
  const random = randomFrom(seed);
  return features.map(({ shares }) => {
    const all = shares.reduce((sum, share) => sum + share, 0);
    const counts = shares.map(() => 0);
    for (let one = 0; one < learners; one++) {
      let left = random() * all;
      const bin = shares.findIndex((share) => (left -= share) < 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  });
}

/** The same learners, with all of them in one bin of a feature. */
function moved(bins: number[][], name: FeatureName, bin: number | 'last'): number[][] {
  return bins.map((counts, feature) => {
    if (featureNames[feature] !== name) return counts;
    const all = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((_, at) => (at === (bin === 'last' ? counts.length - 1 : bin) ? all : 0));
  });
}

describe('learners who look like those a model learned from', () => {
  test.each([60, 200, 1_000, 4_000])('%i drawn from these are as it was trained', (learners) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { verdict, learners: counted } = driftOf(features, drawn(learners, seed));
      expect({ verdict, counted }).toEqual({ verdict: 'as_trained', counted: learners });
    }
  });

  test('are too few to be told from chance below fifty', () => {
    expect(driftOf(features, drawn(49)).verdict).toBe('too_few');
    expect(driftOf(features, [])).toMatchObject({ verdict: 'too_few', learners: 0, features: [] });
  });
});

describe('learners who do not', () => {
  test('are named by what moved most, with how they are spread', () => {
    const { verdict, features: told } = driftOf(features, moved(drawn(400), 'silence', 'last'));
    const [first, second] = told;
    expect(verdict).toBe('watch');
    expect(first?.name).toBe('silence');
    expect(first && hasMoved(first)).toBe(true);
    expect(second && hasMoved(second)).toBe(false);
    expect(first?.groups.length).toBeLessThanOrEqual(12);
    for (const side of ['learned', 'live'] as const)
      expect(first?.groups.reduce((sum, group) => sum + group[side], 0)).toBeCloseTo(1);
  });

  test('make the model not to be trusted where a quarter of all features moved', () => {
    const judged = featureNames.filter((name) => !sharedFeatures.includes(name));
    const bins = judged.slice(0, 12).reduce((counts, name) => moved(counts, name, 2), drawn(400));
    expect(driftOf(features, bins).verdict).toBe('do_not_trust');
  });
});

test('a feature that is known of nobody here is said to be so, and does not count', () => {
  const drift = driftOf(features, moved(drawn(400), 'cohortRank', 0));
  expect(drift.unknown).toEqual(['cohortRank']);
  expect(drift.verdict).toBe('as_trained');
  expect(drift.unlearned).toEqual(['attended', 'mood']);
});

test('that a whole cohort is in one week of its course is no drift', () => {
  const bins = sharedFeatures.reduce((counts, name) => moved(counts, name, 3), drawn(400));
  expect(driftOf(features, bins).verdict).toBe('as_trained');
});
