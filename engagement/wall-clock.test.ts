import { expect, test } from 'vitest';
import { wallClock } from './wall-clock.ts';

test.each([
  ['UTC', '2026-01-01T23:59:59.999Z', '2026-01-01T23:59:59.999Z'],
  ['Europe/Berlin', '2026-07-01T12:00:00.250Z', '2026-07-01T14:00:00.250Z'],
  ['Asia/Kolkata', '2026-07-01T20:00:00.000Z', '2026-07-02T01:30:00.000Z'],
  // The clocks go back at three on this day.
  ['Europe/Berlin', '2026-10-25T00:59:59.000Z', '2026-10-25T02:59:59.000Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'],
  // And forward at two on this one.
  ['America/New_York', '2026-03-08T06:59:59.000Z', '2026-03-08T01:59:59.000Z'],
  ['America/New_York', '2026-03-08T07:00:00.000Z', '2026-03-08T03:00:00.000Z'],
])('clocks in %s show at %s what they should', (zone, at, shown) => {
  expect(new Date(wallClock(zone)(Date.parse(at))).toISOString()).toBe(shown);
});
