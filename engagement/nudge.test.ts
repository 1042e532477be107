import { expect, test } from 'vitest';
import { dayOfDate } from './day.ts';
import { isoWeekOf } from './nudge.ts';

test.each([
  ['2026-01-01', '2026-W01'],
  ['2025-12-29', '2026-W01'],
  ['2025-12-28', '2025-W52'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2026-11-21', '2026-W47'],
])('%s lies in week %s', (date, week) => {
  expect(isoWeekOf(dayOfDate(date))).toBe(week);
});
