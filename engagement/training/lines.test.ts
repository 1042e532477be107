import { expect, test } from 'vitest';
import { weightsOf } from './lines.ts';

test('a line is found whatever a few wild rows say', () => {
  const rows = Array.from({ length: 400 }, (_, at) => [1, at % 17, at % 5]);
  const truth = rows.map(([, one = 0, other = 0], at) => 3 + 2 * one - other + (at % 40 === 0 ? 500 : 0));
  const weights = weightsOf(rows, truth);
  expect(weights[0]).toBeCloseTo(3, 0);
  expect(weights[1]).toBeCloseTo(2, 1);
  expect(weights[2]).toBeCloseTo(-1, 1);
});

test('a term that is nought in every row has no weight', () => {
  expect(
    weightsOf(
      [
        [1, 0],
        [1, 0],
      ],
      [4, 4],
    )[1],
  ).toBe(0);
});
