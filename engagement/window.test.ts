import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, emptyWindow, isCounted, lateLimitMs, readWindow, rings, windowBytes } from './window.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 2, 14, 5, 30);

describe('a window', () => {
  test('of somebody who never did anything is empty, and says so', () => {
    const read = readWindow(null, now);
    expect(read.lastEventAt).toBeNull();
    expect([read.minutes.length, read.hours.length, read.days.length]).toEqual([60, 48, 84]);
    expect([...read.minutes, ...read.hours, ...read.days].every((events) => events === 0)).toBe(true);
  });

  test('counts an event in its own minute, hour and day', () => {
    const window = emptyWindow();
    count(window, now - 3 * minute);
    const read = readWindow(window, now);
    expect(read.minutes.at(-4)).toBe(1);
    expect(read.hours.at(-1)).toBe(1);
    expect(read.days.at(-1)).toBe(1);
    expect(read.lastEventAt).toBe(now - 3 * minute);
  });

  test('puts a late event where it belongs and keeps the newest time', () => {
    const window = emptyWindow();
    count(window, now);
    count(window, now - 5 * day);
    const read = readWindow(window, now);
    expect(read.days.at(-6)).toBe(1);
    expect(read.minutes.reduce((sum, events) => sum + events, 0)).toBe(1);
    expect(read.lastEventAt).toBe(now);
  });

  test('stops at its highest figure and says that it did', () => {
    const window = emptyWindow();
    for (let event = 0; event < 65_536; event++) count(window, now);
    const read = readWindow(window, now);
    expect(read.minutes.at(-1)).toBe(65_535);
    expect(read.saturated).toBe(true);
  });

  test('is as the plain list of events says, whatever their order and the moment it is read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 90 * day }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 100 * day }),
        (agos, laterBy) => {
          const window = emptyWindow();
          const counted: number[] = [];
          let newest = 0;
          for (const ago of agos) {
            const at = now - ago;
            count(window, at);
            counted.push(at);
            newest = Math.max(newest, at);
          }
          const readAt = now + laterBy;
          const read = readWindow(window, readAt);
          for (const { name, stepS, size } of rings) {
            const bucketOf = (at: number) => Math.floor(at / 1000 / stepS);
            const expected = Array.from({ length: size }, () => 0);
            // An event is forgotten once the ring has moved on by its size, be it by the time of reading or by a newer event.
            let head = 0;
            for (const at of counted) {
              head = Math.max(head, bucketOf(at));
              if (bucketOf(at) <= head - size) continue;
              const index = size - 1 - (bucketOf(readAt) - bucketOf(at));
              if (index >= 0 && bucketOf(at) > bucketOf(newest) - size)
                expected[index] = (expected[index] ?? 0) + 1;
            }
            expect(read[name]).toEqual(expected);
          }
        },
      ),
      { seed: 42, numRuns: 300 },
    );
  });

  test('takes less than half a kilobyte', () => {
    expect(windowBytes).toBe(392);
  });
});

test('an event more than a week late goes to history alone', () => {
  const event = { id: 'a', learner: 'maya', type: 'attendance' } as const;
  expect(isCounted({ ...event, at: now - lateLimitMs }, now)).toBe(true);
  expect(isCounted({ ...event, at: now - lateLimitMs - 1 }, now)).toBe(false);
});

test.each([
  ['present', true],
  ['late', true],
  ['absent', false],
  ['excused', false],
] as const)('somebody marked %s was active: %s', (status, isActive) => {
  const event = { id: 'a', learner: 'maya', type: 'attendance', at: now, attendance: { status } } as const;
  expect(isCounted(event, now)).toBe(isActive);
});
