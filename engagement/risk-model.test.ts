import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import shipped from './models/drop-off.json' with { type: 'json' };
import { featureCount, featureNames } from './risk-features.ts';
import {
  type HeadName,
  type RiskModel,
  headNames,
  logOddsOf,
  openModel,
  parseModel,
  valueUnit,
  writeBins,
  writeReasons,
  binOf,
} from './risk-model.ts';
import { reasonGroups } from './risk-groups.ts';

const tree = [0, 1, 1, 1, 10, 20, 2, 1, 30, 40];

describe('a model that somebody hands us', () => {
  test('is taken when it is the one that comes with the product, or a small one', () => {
    expect(parseModel(shipped)).toMatchObject({ ok: true });
    expect(parseModel(modelOf([tree]))).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, string]>([
    ['no object', 'a model', 'expected a model, which is an object'],
    ['a list', [], 'expected a model, which is an object'],
    [
      'of a later version',
      { ...modelOf([]), version: 2 },
      'expected a model of version 1, found version 2: train it again with `npm run risk -- train`',
    ],
    [
      'of a version in words',
      { ...modelOf([]), version: '1' },
      'expected a model of version 1, found version "1": train it again with `npm run risk -- train`',
    ],
    [
      'of no version',
      { ...modelOf([]), version: undefined },
      'expected a model of version 1, found none: train it again with `npm run risk -- train`',
    ],
    ['without a name', { ...modelOf([]), name: 7 }, 'expected a model with a name and where it learned'],
    [
      'from nowhere',
      { ...modelOf([]), learnedFrom: null },
      'expected a model with a name and where it learned',
    ],
    [
      'with a feature too few',
      { ...modelOf([]), features: modelOf([]).features.slice(1) },
      'expected 46 features, as this version knows them: train the model again',
    ],
    [
      'with features in another order',
      { ...modelOf([]), features: modelOf([]).features.toReversed() },
      "expected 'recent3' as feature 1: train the model again",
    ],
    [
      'with cuts that fall',
      withFeature({ cuts: [2, 1], shares: [1, 1, 1, 1] }),
      "expected at most 62 rising cuts of 'recent3'",
    ],
    [
      'with more cuts than bins',
      withFeature({ cuts: Array.from({ length: 63 }, (_, cut) => cut), shares: [] }),
      "expected at most 62 rising cuts of 'recent3'",
    ],
    [
      'with a cut that is none',
      withFeature({ cuts: ['1'], shares: [1, 1, 1] }),
      "expected at most 62 rising cuts of 'recent3'",
    ],
    [
      'with a share too few',
      withFeature({ cuts: [1], shares: [1, 1] }),
      "expected a share for each bin of 'recent3'",
    ],
    ['without heads', { ...modelOf([]), heads: undefined }, 'expected heads'],
    [
      'without one of its heads',
      { ...modelOf([]), heads: { ...modelOf([]).heads, withdrawal28: undefined } },
      "expected a head 'withdrawal28'",
    ],
    ['with a head without a base', withHead({ base: '0' }), "expected a head 'noncompletion'"],
    [
      'with trees that are no list',
      withHead({ trees: {} }),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
    [
      'with a tree too short',
      withTree(tree.slice(1)),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
    [
      'with a tree of a feature that is not there',
      withTree([46, ...tree.slice(1)]),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
    [
      'with a tree of a bin that is not there',
      withTree([0, 64, ...tree.slice(2)]),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
    [
      'with a tree of half a bin',
      withTree([0, 0.5, ...tree.slice(2)]),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
    [
      'with a leaf that is no number',
      withTree([...tree.slice(0, 9), null]),
      "expected at most 50000 trees of 10 numbers in 'noncompletion'",
    ],
  ])('%s is refused, and it is said why', (_, given, problem) => {
    expect(parseModel(given)).toEqual({ ok: false, problem });
  });
});

describe('what an opened model says', () => {
  test('is what the trees of the shipped one add up to', () => {
    const model = parsed(shipped);
    const open = openModel(model);
    fc.assert(
      fc.property(binsIn(model), (bins) => {
        for (const head of headNames) {
          expect(logOddsOf(open.heads[head], bins)).toBeCloseTo(treesSay(model, head, bins), 6);
        }
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  test('is what any trees add up to, of one feature or of two, and in its reasons as well', () => {
    const feature = fc.constantFrom(0, 1, 14, 45);
    const bin = fc.integer({ min: 0, max: 63 });
    /** 64 where a branch is not split. */
    const branch = fc.integer({ min: 0, max: 64 });
    const leaf = fc.integer({ min: -900_000, max: 900_000 });
    const trees = fc.array(fc.tuple(feature, bin, feature, branch, leaf, leaf, feature, branch, leaf, leaf), {
      minLength: 1,
      maxLength: 12,
    });
    const weights = new Float64Array(reasonGroups.length);
    fc.assert(
      fc.property(
        trees
          .map((all) => parsed(modelOf(all)))
          .chain((model) => fc.tuple(fc.constant(model), binsIn(model))),
        ([model, bins]) => {
          const head = openModel(model).heads.silence;
          const said = treesSay(model, 'silence', bins);
          expect(logOddsOf(head, bins)).toBeCloseTo(said, 9);
          expect(writeReasons(head, bins, weights)).toBeCloseTo(said, 9);
          expect(weights.reduce((sum, weight) => sum + weight, head.base)).toBeCloseTo(said, 9);
        },
      ),
      { seed: 42, numRuns: 300 },
    );
  });

  test.each([
    ['unknown', Number.NaN, 0],
    ['below the first cut', -5, 1],
    ['at a cut', 1, 2],
    ['between two', 1.5, 2],
    ['above the last', 9, 4],
  ])('has a bin for what is %s', (_, value, expected) => {
    const model = {
      ...modelOf([]),
      features: modelOf([]).features.map((one) => ({ ...one, cuts: [1, 2, 3] })),
    };
    const bins = new Uint8Array(featureCount);
    writeBins(openModel(model), new Float64Array(featureCount).fill(value), bins);
    expect([...new Set(bins)]).toEqual([expected]);
  });
});

/** The trees themselves, one after the other. */
function treesSay({ heads }: RiskModel, head: HeadName, bins: Uint8Array): number {
  const { base, trees } = heads[head];
  const isIn = (feature = 0, bin = 0): boolean => (bins[feature] ?? 0) <= bin;
  return trees.reduce((sum, [feature, bin, ...rest]) => {
    const [other, otherBin, low = 0, high = 0] = isIn(feature, bin) ? rest.slice(0, 4) : rest.slice(4);
    return sum + valueUnit * (isIn(other, otherBin) ? low : high);
  }, base);
}

function binsIn({ features }: RiskModel): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(...features.map(({ shares }) => fc.integer({ min: 0, max: shares.length - 1 })))
    .map((bins) => Uint8Array.from(bins));
}

function modelOf(trees: number[][]): RiskModel {
  const head = { base: -2, share: 0.1, trees };
  return {
    version: 1,
    name: 'small',
    learnedFrom: { data: 'nothing', classes: [], rows: 0, seed: 1 },
    features: featureNames.map((name, at) => ({
      name,
      cuts: Array.from({ length: 62 }, (_, cut) => cut),
      shares: Array.from({ length: 64 }, (_, bin) => 1 + ((bin * (at + 3)) % 7)),
    })),
    heads: { silence: head, withdrawal: head, withdrawal28: head, noncompletion: head },
  };
}

function withFeature(of: { cuts: unknown; shares: unknown }): unknown {
  const model = modelOf([]);
  return {
    ...model,
    features: model.features.map((feature, at) => (at === 0 ? { ...feature, ...of } : feature)),
  };
}

function withHead(of: Record<string, unknown>): unknown {
  const model = modelOf([tree]);
  return { ...model, heads: { ...model.heads, noncompletion: { ...model.heads.noncompletion, ...of } } };
}

function withTree(numbers: unknown[]): unknown {
  return withHead({ trees: [tree, numbers] });
}

function parsed(given: unknown): RiskModel {
  const said = parseModel(given);
  if (!said.ok) throw new Error(said.problem);
  return said.model;
}

describe('the bin of a feature', () => {
  test.each([
    ['not known', Number.NaN, 0],
    ['below the first cut', -5, 1],
    ['at a cut', 1, 2],
    ['between two', 1.5, 2],
    ['above the last', 99, 3],
  ])('a value %s', (_, value, bin) => {
    expect(binOf(value, [1, 2])).toBe(bin);
  });
});
