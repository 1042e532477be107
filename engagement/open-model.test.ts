import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import shipped from './models/drop-off.json' with { type: 'json' };
import { binOf, logOddsOf, openModel, writeBins, writeReasons } from './open-model.ts';
import { featureCount, featureNames } from './risk-features.ts';
import { reasonGroups } from './risk-groups.ts';
import { type HeadName, type RiskModel, headNames, parseModel, valueUnit } from './risk-model.ts';

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

function parsed(given: unknown): RiskModel {
  const said = parseModel(given);
  if (!said.ok) throw new Error(said.problem);
  return said.model;
}
