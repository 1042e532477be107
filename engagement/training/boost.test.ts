import { describe, expect, test } from 'vitest';
import { type BoostOptions, type Boosted, boost, randomFrom } from './boost.ts';

const rows = 2_000;
const bins = [9, 9, 9];
const random = randomFrom(7);
const cells = Uint8Array.from({ length: rows * bins.length }, () => 1 + Math.floor(random() * 8));
const cell = (row: number, feature: number): number => cells[row * bins.length + feature] ?? 0;
const options: BoostOptions = {
  rounds: 60,
  rate: 0.2,
  rowShare: 0.7,
  featureShare: 1,
  leafMin: 10,
  shrink: 1,
  pairs: null,
  seed: 1,
};

describe('boosting with trees of two levels', () => {
  test('learns a curve', () => {
    const curve = (bin: number): number => (bin - 4) ** 2;
    const answers = Float32Array.from({ length: rows }, (_, row) => curve(cell(row, 1)));
    const learned = boost({ rows: cells, bins }, answers, 'amount', options);
    for (let bin = 1; bin <= 8; bin++) expect(told(learned, [4, bin, 4])).toBeCloseTo(curve(bin), 0);
  });

  test('learns what two features say together and neither by itself', () => {
    const isEither = (one: number, other: number): boolean => one > 4 !== other > 4;
    const answers = Float32Array.from({ length: rows }, (_, row) =>
      Number(random() < (isEither(cell(row, 0), cell(row, 2)) ? 0.9 : 0.1)),
    );
    const learned = boost({ rows: cells, bins }, answers, 'probability', options);
    for (const [one, other] of [
      [2, 2],
      [2, 7],
      [7, 2],
      [7, 7],
    ] as const) {
      const chance = 1 / (1 + Math.exp(-told(learned, [one, 4, other])));
      expect(chance).toBeCloseTo(isEither(one, other) ? 0.9 : 0.1, 0.5);
    }
    // The first feature with the third.
    const [strongest] = [...learned.gains].toSorted(([, gain], [, other]) => other - gain);
    expect(strongest?.[0]).toBe(2);
  });

  test('lets only those pairs act together that it is given', () => {
    const answers = Float32Array.from({ length: rows }, (_, row) => cell(row, 0) * cell(row, 2));
    const alone = boost({ rows: cells, bins }, answers, 'amount', { ...options, pairs: new Set() });
    expect(alone.gains.size).toBe(0);
    expect(alone.trees.every(({ feature, halves }) => halves.every((half) => half.feature === feature))).toBe(
      true,
    );
  });

  test('tells everybody the mean where nothing can be told apart', () => {
    const answers = Float32Array.from({ length: rows }, (_, row) => row % 2);
    const learned = boost(
      { rows: new Uint8Array(rows * 3), bins: [1, 1, 1] },
      answers,
      'probability',
      options,
    );
    expect(learned).toEqual({ base: 0, trees: [], gains: new Map() });
  });

  test('learns the same from the same seed, and something else from another', () => {
    const answers = Float32Array.from({ length: rows }, (_, row) => cell(row, 0));
    const few = { ...options, rounds: 10 };
    const learned = boost({ rows: cells, bins }, answers, 'amount', few);
    expect(boost({ rows: cells, bins }, answers, 'amount', few)).toEqual(learned);
    expect(boost({ rows: cells, bins }, answers, 'amount', { ...few, seed: 2 })).not.toEqual(learned);
  });
});

/** What all trees say of one row. */
function told({ base, trees }: Boosted, row: readonly number[]): number {
  return trees.reduce((sum, { feature, bin, halves: [low, high] }) => {
    const half = (row[feature] ?? 0) <= bin ? low : high;
    return sum + ((row[half.feature] ?? 0) <= half.bin ? half.low : half.high);
  }, base);
}
