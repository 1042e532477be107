import { expect, test } from 'vitest';
import type { AlertStatus, Severity } from './alert.ts';
import { isAnswered } from './answered.ts';

const now = new Date('2026-03-10T10:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

const cases: [what: string, wanted: Severity, status: AlertStatus, days: number, answered: boolean][] = [
  ['resolved yesterday, and no worse', 'high', 'resolved', 1, true],
  ['resolved yesterday, and better', 'medium', 'resolved', 1, true],
  ['resolved yesterday, and worse', 'critical', 'resolved', 1, false],
  ['resolved three days ago, and still so', 'high', 'resolved', 3, false],
  ['dismissed five days ago', 'high', 'dismissed', 5, true],
  ['dismissed a week ago', 'high', 'dismissed', 7, false],
  ['still open', 'high', 'acknowledged', 1, false],
  ['answered later than this', 'high', 'resolved', -1, false],
];

test.each(cases)('an alert %s', (_, wanted, status, days, answered) => {
  expect(isAnswered(wanted, { severity: 'high', status, handledAt: daysAgo(days) }, now)).toBe(answered);
});
