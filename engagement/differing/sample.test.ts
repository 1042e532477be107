import { expect, test } from 'vitest';
import { sampleOf } from './sample.ts';

const all = Array.from({ length: 1_000 }, (_, at) => `e${at}`);
const first = (size: number) => new Set(all.slice(0, size));
const sidesOf = (size: number, most: number) => {
  const drawn = sampleOf(all, first(size), most);
  expect(new Set(drawn).size).toBe(drawn.length);
  const these = drawn.filter((one) => first(size).has(one)).length;
  return [these, drawn.length - these];
};

test.each([
  [20, 2_000, [20, 980]],
  [20, 100, [20, 80]],
  [400, 100, [50, 50]],
  [990, 100, [90, 10]],
  [500, 1, [0, 1]],
])('%i of a thousand, %i looked at: the smaller side is kept while there is room', (size, most, sides) => {
  expect(sidesOf(size, most)).toEqual(sides);
});

test('the lot falls the same each time, whatever the order, and not on those who come first', () => {
  const drawn = sampleOf(all, first(20), 100);
  expect(new Set(sampleOf(all.toReversed(), first(20), 100))).toEqual(new Set(drawn));
  expect(drawn.slice(20).filter((one) => Number(one.slice(1)) >= 510).length).toBeGreaterThan(20);
});
