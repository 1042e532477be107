import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atMostEvery } from './calm.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is asked for often is done at once and then at most every two seconds, the last time included', () => {
  const work = vi.fn<() => void>();
  const { ask } = atMostEvery(2_000, work);
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  ask();
  ask();
  vi.advanceTimersByTime(1_999);
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledTimes(2);
  ask();
  expect(work).toHaveBeenCalledTimes(3);
});

test('once stopped nothing is done any more', () => {
  const work = vi.fn<() => void>();
  const { ask, stop } = atMostEvery(2_000, work);
  ask();
  ask();
  stop();
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledTimes(1);
});
