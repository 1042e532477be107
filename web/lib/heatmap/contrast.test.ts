import { expect, test } from 'vitest';
import { contrastOf } from './contrast.ts';
import { packed } from './paint.ts';

test.each([
  ['black on white', [0, 0, 0], [255, 255, 255], 21],
  ['white on black', [255, 255, 255], [0, 0, 0], 21],
  ['a colour on itself', [10, 120, 90], [10, 120, 90], 1],
  ['the grey that just can be read', [118, 118, 118], [255, 255, 255], 4.54],
] as const)('%s', (_, one, other, expected) => {
  expect(contrastOf(packed(one), packed(other))).toBeCloseTo(expected, 2);
});
