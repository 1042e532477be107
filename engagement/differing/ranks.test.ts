import { expect, test } from 'vitest';
import { chanceOfShares } from './exact.ts';
import { falseFindsOf } from './false-finds.ts';
import { middleOf } from './middle.ts';
import { twoSidedTail } from './normal.ts';
import { apartOf } from './ranks.ts';
import { workLateDays } from './work-late.ts';

test.each([
  [0, 1],
  [1.959964, 0.05],
  [3.290527, 0.001],
  [6, 1.973175e-9],
])('farther out than %d lies %d of a normal curve', (z, tail) => {
  expect(Math.abs(twoSidedTail(z) / tail - 1)).toBeLessThan(1e-5);
});

test('two groups without a value between them are as far apart as can be, and the interval says how few they are', () => {
  const { value, low, high, chance } = apartOf([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
  expect({ value, low: Math.round(100 * low) / 100 }).toEqual({ value: -1, low: -1 });
  expect(high).toBeGreaterThan(-0.8);
  expect(high).toBeLessThan(-0.25);
  // Exactly it is 2 / 252; the curve is a little more careful.
  expect(chance).toBeGreaterThan(0.0079);
  expect(chance).toBeLessThan(0.015);
});

// As `wilcox.test(x, y, exact = FALSE)` of R, with its continuity and ties.
test.each([
  {
    these: [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
    others: [1.15, 0.88, 0.9, 0.74, 1.21],
    pairs: 35,
    chance: 0.2446,
  },
  { these: [1, 1, 2, 2, 3], others: [2, 3, 3, 4, 4], pairs: 3, chance: 0.0524 },
])('by rank $these against $others comes to what others compute', ({ these, others, pairs, chance }) => {
  const apart = apartOf(these, others);
  expect(apart.value).toBeCloseTo((2 * pairs) / (these.length * others.length) - 1, 9);
  expect(apart.chance).toBeCloseTo(chance, 3);
});

test('what is the same for all sets nobody apart', () => {
  expect(apartOf([2, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2])).toMatchObject({ value: 0, chance: 1 });
});

// Fisher's lady tasting tea, and a table that is far from even.
test.each([
  { one: [3, 4], other: [1, 4], chance: 0.4857 },
  { one: [1, 10], other: [11, 14], chance: 0.002759 },
  { one: [1, 5], other: [0, 95], chance: 0.05 },
  { one: [0, 5], other: [0, 95], chance: 1 },
])('$one hits against $other come by chance as often as is known', ({ one, other, chance }) => {
  const [here, there] = [one, other].map(([hits = 0, of = 0]) => ({ hits, of }));
  expect(here && there && chanceOfShares(here, there)).toBeCloseTo(chance, 4);
});

test('of many chances each is held against how many there are', () => {
  // Benjamini and Hochberg (1995), of fifteen: four are found at one in twenty.
  const chances = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  const found = falseFindsOf(chances).filter((share) => share <= 0.05);
  expect(found).toHaveLength(4);
  expect(falseFindsOf(chances.toReversed()).toReversed()).toEqual(falseFindsOf(chances));
  expect(falseFindsOf([])).toEqual([]);
});

test.each([
  [[1, 2, 3, 4], 2.5],
  [[0, 0, 0, 0, 1_000_000], 0],
  [[0, 1, 2, 3, 4], 2],
  [[0, 0, 1, 1], 0.5],
  [[7], 7],
])('what is usual of %j is %d', (values, usual) => {
  expect(middleOf(values).usual).toBeCloseTo(usual, 9);
});

test('work counts for the date it came nearest to, and for none that is far', () => {
  expect(workLateDays([101, 108, 114], [100, 107, 114])).toBe(1);
  expect(workLateDays([97], [100, 107])).toBe(-3);
  expect(workLateDays([80], [100, 107])).toBeNull();
  expect(workLateDays([], [100])).toBeNull();
});
