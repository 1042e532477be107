import { describe, expect, test } from 'vitest';
import shipped from './models/drop-off.json' with { type: 'json' };
import { featureNames } from './risk-features.ts';
import { type RiskModel, parseModel } from './risk-model.ts';

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

function modelOf(trees: number[][]): RiskModel {
  const head = { base: -2, share: 0.1, trees };
  return {
    version: 1,
    name: 'small',
    learnedFrom: { data: 'nothing', classes: [], rows: 0, seed: 1 },
    features: featureNames.map((name) => ({
      name,
      cuts: [1],
      shares: [1, 2, 3],
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
