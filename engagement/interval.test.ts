import { expect, test } from 'vitest';
import { type Misses, intervalAround } from './interval.ts';

const misses: Misses = Array.from({ length: 10 }, (_, step) => [-10 - step, 5 + step]);

test.each([
  [5, { low: 0, high: 10 }],
  [10, { low: 0, high: 15.5 }],
  [55, { low: 40, high: 65 }],
  [100, { low: 81, high: 100 }],
])('around %d it is between two steps in proportion, and between 0 and 100', (told, expected) => {
  expect(intervalAround(told, misses)).toEqual(expected);
});

test('what is told always lies inside, whatever was learned', () => {
  const odd: Misses = [
    [3, 5],
    [-5, -3],
  ];
  for (let told = 0; told <= 100; told += 2.5) {
    const { low, high } = intervalAround(told, odd);
    expect(low).toBeLessThanOrEqual(told);
    expect(high).toBeGreaterThanOrEqual(told);
  }
});
