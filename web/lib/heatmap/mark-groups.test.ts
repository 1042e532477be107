import { expect, test } from 'vitest';
import { clearOfMiddle, joined } from './mark-groups.ts';

test('marks that would overlap stand as one, and a chain of them does not join all', () => {
  const marks = [0.5, 0.1, 0.13, 0.16, 0.19, 0.9].map((place) => ({ place, mark: place }));
  expect(joined(marks, 0.05)).toEqual([
    { from: 0.1, to: 0.13, marks: [0.1, 0.13] },
    { from: 0.16, to: 0.19, marks: [0.16, 0.19] },
    { from: 0.5, to: 0.5, marks: [0.5] },
    { from: 0.9, to: 0.9, marks: [0.9] },
  ]);
});

test.each([
  ['over the middle of a narrow cell', 0.13, 24, 480, 0.145_833],
  ['before the middle of a wide one', 0.49, 1, 100, 0.36],
  ['after the middle of a wide one', 0.51, 1, 100, 0.64],
  ['where it was, if that is beside it', 0.8, 1, 100, 0.8],
  ['within its cell', 0.999, 1, 100, 0.93],
  ['in the last cell, if it is of this very moment', 1, 2, 200, 0.965],
])('a mark stands %s', (_, place, columns, width, expected) => {
  expect(clearOfMiddle(place, { columns, width })).toBeCloseTo(expected, 5);
});
