import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { partNames } from '#engagement/scoring.ts';
import { linkedWeights } from './linked-weights.ts';

const usual = { attendance: 40, lms: 35, sentiment: 25 };

test.each([
  ['the others share what is left as before', 'attendance', 60, { attendance: 60, lms: 23, sentiment: 17 }],
  ['all for one leaves nothing to the others', 'lms', 100, { attendance: 0, lms: 100, sentiment: 0 }],
  ['part of a percent stays somewhere', 'sentiment', 12.5, { attendance: 47, lms: 40.5, sentiment: 12.5 }],
] as const)('%s', (_, changed, value, expected) => {
  expect(linkedWeights(usual, changed, value)).toEqual(expected);
});

test('where the others had nothing they share it evenly', () => {
  const all = { attendance: 100, lms: 0, sentiment: 0 };
  expect(linkedWeights(all, 'attendance', 50)).toEqual({ attendance: 50, lms: 25, sentiment: 25 });
});

test('three weights are always 100 together', () => {
  const weight = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.constantFrom(...partNames), weight, weight, (changed, before, value) => {
      const { attendance, lms, sentiment } = linkedWeights(
        linkedWeights(usual, 'lms', before),
        changed,
        value,
      );
      expect(attendance + lms + sentiment).toBeCloseTo(100, 9);
      expect(Math.min(attendance, lms, sentiment)).toBeGreaterThanOrEqual(0);
    }),
  );
});
