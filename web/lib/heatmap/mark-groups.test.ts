import { expect, test } from 'vitest';
import { joined } from './mark-groups.ts';

test('marks that would overlap stand as one, and a chain of them does not join all', () => {
  const marks = [0.5, 0.1, 0.13, 0.16, 0.19, 0.9].map((place) => ({ place, mark: place }));
  expect(joined(marks, 0.05)).toEqual([
    { from: 0.1, to: 0.13, marks: [0.1, 0.13] },
    { from: 0.16, to: 0.19, marks: [0.16, 0.19] },
    { from: 0.5, to: 0.5, marks: [0.5] },
    { from: 0.9, to: 0.9, marks: [0.9] },
  ]);
});
