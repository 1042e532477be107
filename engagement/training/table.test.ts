import { describe, expect, test } from 'vitest';
import { cutsOf } from './table.ts';

describe('the bins of a feature', () => {
  test('hold about as many rows each', () => {
    const values = Float32Array.from({ length: 1_000 }, (_, row) => (row * 7) % 1_000);
    const cuts = cutsOf(values, 4);
    expect(cuts).toEqual([250, 500, 750]);
  });

  test('are as many as there are values, where these are few', () => {
    expect(cutsOf(Float32Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2]))).toEqual([1, 2]);
  });

  test('are none where the feature is never known, or always the same', () => {
    expect(cutsOf(Float32Array.from([Number.NaN, Number.NaN]))).toEqual([]);
    expect(cutsOf(Float32Array.from([3, 3, 3]))).toEqual([]);
  });
});
