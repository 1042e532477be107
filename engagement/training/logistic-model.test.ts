import { describe, expect, test } from 'vitest';
import { treesOf } from './logistic-model.ts';

describe('a logistic regression kept as trees', () => {
  test.each([1, 2, 3, 4, 5, 8, 18])('adds in each of %i bins what it learned for it', (bins) => {
    const weights = [
      new Float64Array(1),
      Float64Array.from({ length: bins }, (_, bin) => (bin - 3) ** 3 / 7),
    ];
    const trees = treesOf({ weights });
    for (let bin = 0; bin < bins; bin++)
      expect(told(trees, [0, bin])).toBeCloseTo(1e6 * (weights[1]?.[bin] ?? 0), -1.5);
  });

  test('looks at no two features together', () => {
    const trees = treesOf({ weights: [new Float64Array(9).fill(1), new Float64Array(4).fill(2)] });
    for (const [feature, , low, , , , high] of trees) expect([low, high]).toEqual([feature, feature]);
  });
});

/** What trees as they are kept say of one row, in their own unit. */
function told(trees: readonly number[][], row: readonly number[]): number {
  return trees.reduce((sum, tree) => {
    const [feature = 0, bin = 0, ...halves] = tree;
    const half = (row[feature] ?? 0) <= bin ? halves.slice(0, 4) : halves.slice(4);
    const [other = 0, otherBin = 0, low = 0, high = 0] = half;
    return sum + ((row[other] ?? 0) <= otherBin ? low : high);
  }, 0);
}
