import { expect, test } from 'vitest';
import { activeCount, delayFigures, eventsByMinute, eventsPerMinute } from './pulse.ts';

const rows = [{ cells: [1, 0, 2, 1] }, { cells: [0, 0, 3, 0] }, { cells: [4, 0, 0, 0] }];

test('events a minute are those of the last minute that is over', () => {
  expect(eventsByMinute(rows, 4)).toEqual([5, 0, 5, 1]);
  expect(eventsPerMinute(eventsByMinute(rows, 4))).toBe(5);
});

test('who did something in the last cells is active', () => {
  expect([1, 2, 4].map((minutes) => activeCount(rows, minutes))).toEqual([1, 2, 3]);
});

test('delays older than the window no longer count', () => {
  const delays = [
    { at: 0, ms: 9_000 },
    ...Array.from({ length: 101 }, (_, index) => ({ at: 70_000, ms: index })),
  ];
  expect(delayFigures(delays, 80_000, 60_000)).toEqual({ p50: 50, p95: 95 });
  expect(delayFigures(delays, 200_000, 60_000)).toBeNull();
});
