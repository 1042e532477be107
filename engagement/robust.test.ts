import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianOf, usualOf } from './robust.ts';

const noFloor = () => 0;

describe('what is usual', () => {
  test.each([
    [[], 0],
    [[7], 7],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])('of %j has %d in the middle', (values, middle) => {
    expect(medianOf(values)).toBe(middle);
  });

  test('has the same middle however many values there are and whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }), (values) => {
        const sorted = values.toSorted((one, other) => one - other);
        const [lower = 0, upper = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
        expect(medianOf(values)).toBe((lower + upper) / 2);
      }),
    );
  });

  test('is not moved by one wild value, whatever its size', () => {
    const calm = [20, 22, 24, 25, 26, 28, 30, 27, 23, 25];
    const [little, much] = [31, 1e6].map((wild) => usualOf([...calm, wild], 60, noFloor));
    expect(much).toEqual(little);
  });

  test('spreads on each side as the values there do', () => {
    const values = [9, 10, 10, 10, 10, 11, 20, 30, 40];
    const [below, above] = [0, 60].map((observed) => usualOf(values, observed, noFloor).spread);
    expect(below).toBeLessThan(above ?? 0);
  });

  test('comes near the standard deviation of values that are spread as errors are', () => {
    const values = Array.from({ length: 2_001 }, (_, index) => quantile((index + 0.5) / 2_001));
    expect(usualOf(values, 5, noFloor).spread).toBeCloseTo(1, 1);
  });

  test('has a spread also where all values are alike', () => {
    expect(usualOf([0, 0, 0, 0, 0], 1, (median) => median + 3)).toEqual({ median: 0, spread: 3 });
  });
});

/** Of the normal distribution, by halving: exact enough to two digits. */
function quantile(share: number): number {
  let [low, high] = [-6, 6];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    // The logistic curve that comes nearest to the normal one.
    if (1 / (1 + Math.exp(-1.5976 * middle - 0.07056 * middle ** 3)) < share) low = middle;
    else high = middle;
  }
  return low;
}
