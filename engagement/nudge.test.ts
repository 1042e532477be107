import { expect, test } from 'vitest';
import { isoWeekOf } from './nudge.ts';

test.each([
  ['2026-01-01', '2026-W01'],
  ['2025-12-29', '2026-W01'],
  ['2025-12-28', '2025-W52'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2026-11-21', '2026-W47'],
])('%s lies in week %s', (date, week) => {
  expect(isoWeekOf(Date.parse(`${date}T00:00:00Z`))).toBe(week);
  expect(isoWeekOf(Date.parse(`${date}T23:59:59Z`))).toBe(week);
});
