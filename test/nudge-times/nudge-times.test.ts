import { expect, test } from 'vitest';
import { nudgeTimesIn } from './nudge-times.ts';

// Some of each sort; `npm run faults -- nudge-times` takes all there are.
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  // Clocks change by half an hour here, at midnight there, and near the end of a Saturday.
  'Australia/Lord_Howe',
  'America/Havana',
  'America/Nuuk',
  // The furthest from each other, with clocks that are a quarter off.
  'Pacific/Chatham',
  'Pacific/Pago_Pago',
];

test('in two years of any time zone no nudge comes in quiet hours, none is lost, early or over a cap', () => {
  const times = nudgeTimesIn(zones, 1);
  expect(times.decisions).toBeGreaterThan(8_000);
  expect(times.sent).toBeGreaterThan(2_500);
  expect(times.changes).toBeGreaterThan(20);
  expect(times).toMatchObject({ inside: 0, lost: 0, overDay: 0, overWeek: 0, early: 0, late: 0 });
});
