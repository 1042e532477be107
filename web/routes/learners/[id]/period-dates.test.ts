import { expect, test } from 'vitest';
import { firstDateOf } from './period-dates.ts';

const now = Date.parse('2026-11-21T23:30:00Z');
const cohort = { id: 'c', name: 'C', timeZone: 'Europe/Berlin', endsAt: null };

test.each([
  ['four', '2026-09-01T08:00:00Z', null, '2026-10-26'],
  ['twelve', '2026-09-01T08:00:00Z', null, '2026-08-31'],
  ['term', '2026-09-01T08:00:00Z', null, '2026-09-01'],
  ['term', '2020-09-01T08:00:00Z', null, '2025-11-22'],
  ['term', '2026-11-22T08:00:00Z', null, '2026-11-16'],
  // It ended at midnight of the 9th where it was: its last day is the 8th.
  ['four', '2025-10-12T08:00:00Z', '2025-11-08T23:00:00Z', '2025-10-12'],
] as const)('a period of %s of who joined at %s, of a cohort that ended %s, begins on %s', (...told) => {
  const [period, enrolledAt, endsAt, expected] = told;
  expect(firstDateOf(period, { cohort: { ...cohort, endsAt }, enrolledAt }, now)).toBe(expected);
});
