import { expect, test } from 'vitest';
import { localMoment } from './local-moment.ts';

const newYear = Date.UTC(2026, 0, 1) / 86_400_000;

test.each([
  ['UTC', { day: newYear, hour: 0, minute: 5 }],
  ['America/New_York', { day: newYear - 1, hour: 19, minute: 5 }],
  ['Asia/Kolkata', { day: newYear, hour: 5, minute: 35 }],
  ['Pacific/Kiritimati', { day: newYear, hour: 14, minute: 5 }],
])('five past midnight on New Year in Greenwich is another time in %s', (timeZone, expected) => {
  expect(localMoment(Date.UTC(2026, 0, 1, 0, 5), timeZone)).toEqual(expected);
});

test('clocks change twice a year', () => {
  const noon = (month: number) => localMoment(Date.UTC(2026, month, 1, 12), 'Europe/Berlin').hour;
  expect([noon(0), noon(6)]).toEqual([13, 14]);
});
