import { expect, test } from 'vitest';
import { delaysOf, percentile } from './probe.ts';

const minute = 29_000_000 * 60_000;

test('an event is seen with the first change of its row after it', () => {
  const at = minute + 20_000;
  const sent = [
    { row: 1, at },
    { row: 2, at },
  ];
  const seen = [
    { row: 1, at: at - 5 },
    { row: 2, at: at + 40 },
    { row: 1, at: at + 70 },
    { row: 1, at: at + 90 },
  ];
  expect(delaysOf(sent, seen)).toEqual([70, 40]);
});

test('what is never seen counts as the longest', () => {
  expect(delaysOf([{ row: 1, at: minute + 20_000 }], [])).toEqual([3_000]);
});

test('where a minute ends cells move of themselves, and nothing is told', () => {
  const sent = [59_000, 60_500].map((ms) => ({ row: 1, at: minute + ms }));
  expect(delaysOf(sent, [{ row: 1, at: minute + 60_010 }])).toEqual([]);
});

test.each([
  [0.5, 50],
  [0.99, 99],
  [1, 100],
])('of a hundred figures the share %f does not exceed the one of its place', (share, figure) => {
  const figures = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(figures, share)).toBe(figure);
});
