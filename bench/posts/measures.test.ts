import { expect, test } from 'vitest';
import { type Reading, accuracyOf, foundOf, macroF1 } from './measures.ts';

const readings: Reading[] = [
  ['a', 'a'],
  ['a', 'a'],
  ['a', 'b'],
  ['b', 'b'],
];

test('accuracy is the share of what was read as it was meant', () => {
  expect(accuracyOf(readings)).toBe(0.75);
});

test('macro-F1 weighs classes alike, and one that nobody found is nought', () => {
  expect(macroF1(readings, ['a', 'b'])).toBeCloseTo((0.8 + 2 / 3) / 2);
  expect(macroF1(readings, ['a', 'b', 'c'])).toBeCloseTo((0.8 + 2 / 3) / 3);
});

test('what was found is told apart from what was missed', () => {
  const pairs = [
    [true, true],
    [true, false],
    [true, false],
    [false, true],
  ] as const;
  expect(foundOf(pairs)).toEqual({ precision: 1 / 2, recall: 1 / 3 });
});
