import { expect, test } from 'vitest';
import { daySteps, stepOf, stepRanges } from './ramp.ts';

test('each step of the ramp begins where the legend says it does', () => {
  expect([0, 1, 2, 3, 5, 6, 9, 10, 16, 400].map((events) => stepOf(events))).toEqual([
    0, 1, 1, 2, 2, 3, 3, 4, 5, 5,
  ]);
  expect([0, 1, 4, 5, 49, 50].map((events) => stepOf(events, daySteps))).toEqual([0, 1, 1, 2, 4, 5]);
});

test('the legend names every count once', () => {
  expect(stepRanges()).toEqual([
    { from: 0, to: 0 },
    { from: 1, to: 2 },
    { from: 3, to: 5 },
    { from: 6, to: 9 },
    { from: 10, to: 15 },
    { from: 16, to: null },
  ]);
});
