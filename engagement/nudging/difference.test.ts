import { expect, test } from 'vitest';
import { differenceOf } from './difference.ts';

// Newcombe (1998), table II: method 10.
test.each([
  { one: [56, 70], other: [48, 80], value: 0.2, low: 0.0524, high: 0.3339 },
  { one: [9, 10], other: [3, 10], value: 0.6, low: 0.1705, high: 0.809 },
  { one: [5, 56], other: [0, 29], value: 0.0893, low: -0.0381, high: 0.1926 },
  { one: [0, 10], other: [0, 20], value: 0, low: -0.1611, high: 0.2775 },
])('$one of against $other is as published', ({ one, other, value, low, high }) => {
  const [share, against] = [one, other].map(([hits = 0, of = 0]) => ({ hits, of }));
  const found = share && against && differenceOf(share, against);
  expect(found?.value).toBeCloseTo(value, 4);
  expect(found?.low).toBeCloseTo(low, 3);
  expect(found?.high).toBeCloseTo(high, 3);
});

test('with an arm that is empty there is nothing to compare', () => {
  expect(differenceOf({ of: 10, hits: 3 }, { of: 0, hits: 0 })).toBeNull();
});
