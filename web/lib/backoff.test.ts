import { expect, test } from 'vitest';
import { retryDelayMs } from './backoff.ts';

test('the longest wait doubles with each attempt until it reaches eight seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
  ]);
});

test('pages that lost the server together come back spread over the whole wait', () => {
  expect([0, 0.25, 0.5, 1].map((random) => retryDelayMs(3, random))).toEqual([0, 1_000, 2_000, 4_000]);
});
