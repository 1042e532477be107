import { expect, test } from 'vitest';
import { riskPointsMax, stretchHours } from './risk-history.ts';

test.each([
  [1, 1],
  [30, 1],
  [83, 1],
  [84, 2],
  [400, 6],
])('a history of %i days tells a point each %i h at most', (days, hours) => {
  expect(stretchHours(days)).toBe(hours);
  expect((days * 24) / hours).toBeLessThan(riskPointsMax);
});
