import { describe, expect, test } from 'vitest';
import { randomFrom } from './boost.ts';
import { logistic } from './logistic.ts';

const bins = [4, 3, 1];
const rows = 40_000;
const random = randomFrom(11);
const cells = Uint8Array.from({ length: rows * bins.length }, (_, at) =>
  Math.floor(random() * (bins[at % bins.length] ?? 1)),
);
/** Log-odds: what each bin of the first two features truly adds. */
const truth = [
  [-1, 0.5, 0, 1.5],
  [0, -0.8, 0.8],
];
const cell = (row: number, feature: number): number => cells[row * bins.length + feature] ?? 0;
const answers = Float32Array.from({ length: rows }, (_, row) => {
  const told = truth.reduce((sum, own, feature) => sum + (own[cell(row, feature)] ?? 0), -1);
  return Number(random() < 1 / (1 + Math.exp(-told)));
});

describe('logistic regression on bins', () => {
  const learned = logistic({ rows: cells, bins }, answers, 0.01);

  test('finds again what each bin adds', () => {
    for (const [feature, own] of truth.entries()) {
      const found = learned.weights[feature] ?? new Float64Array();
      expect(found).toHaveLength(own.length);
      // Only differences are known: a weight more in every bin of a feature is a base less.
      for (const [bin, value] of own.entries())
        expect((found[bin] ?? 0) - (found[0] ?? 0)).toBeCloseTo(value - (own[0] ?? 0), 0.7);
    }
  });

  test('tells as often as it happened, in each bin', () => {
    for (let bin = 0; bin < 4; bin++) {
      let [told, happened] = [0, 0];
      for (let row = 0; row < rows; row++) {
        if (cell(row, 0) !== bin) continue;
        const [first, second, third] = learned.weights;
        const sum = (first?.[bin] ?? 0) + (second?.[cell(row, 1)] ?? 0) + (third?.[0] ?? 0);
        told += 1 / (1 + Math.exp(-learned.base - sum));
        happened += answers[row] ?? 0;
      }
      expect(Math.abs(told - happened)).toBeLessThan(0.5);
    }
  });

  test('learns the same of the same rows, to the last bit', () => {
    expect(logistic({ rows: cells, bins }, answers, 0.01)).toEqual(learned);
  });

  test('draws weights to nothing where it is told to, and never the base', () => {
    const drawn = logistic({ rows: cells, bins }, answers, 1e9);
    for (const own of drawn.weights) for (const weight of own) expect(Math.abs(weight)).toBeLessThan(1e-4);
    const share = answers.reduce((sum, answer) => sum + answer, 0) / rows;
    expect(1 / (1 + Math.exp(-drawn.base))).toBeCloseTo(share, 4);
  });

  test('keeps to numbers where one bin tells all, and where it happened to nobody', () => {
    const all = Float32Array.from({ length: rows }, (_, row) => Number(cell(row, 0) === 3));
    const sure = logistic({ rows: cells, bins }, all, 0.01);
    expect((sure.weights[0]?.[3] ?? 0) - (sure.weights[0]?.[0] ?? 0)).toBeGreaterThan(8);
    const nobody = logistic({ rows: cells, bins }, new Float32Array(rows), 1);
    expect([nobody.base, ...nobody.weights.flatMap((own) => [...own])].every((one) => one === 0)).toBe(true);
  });

  test('takes a feature that is always the same for one bin, whatever it is called', () => {
    const named = cells.map((bin, at) => (at % bins.length === 2 ? 1 : bin));
    expect(logistic({ rows: named, bins }, answers, 0.01)).toEqual(learned);
  });
});
