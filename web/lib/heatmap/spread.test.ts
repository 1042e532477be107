import { expect, test } from 'vitest';
import { riskSpread } from './spread.ts';

test('each risk is counted once, the highest with those just below it, and who has none apart', () => {
  const { bins, unknown } = riskSpread([0, 0.049, 0.05, 0.3, 0.999, 1, null].map((risk) => ({ risk })));
  expect(unknown).toBe(1);
  expect(bins).toHaveLength(20);
  expect(bins.filter(({ rows }) => rows > 0)).toEqual([
    { from: 0, to: 5, rows: 2 },
    { from: 5, to: 10, rows: 1 },
    { from: 30, to: 35, rows: 1 },
    { from: 95, to: 100, rows: 2 },
  ]);
});
