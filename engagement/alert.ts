import type { Assessment } from './assessment.ts';
import { daysSince } from './score.ts';

/** Brief A6 and A7; the first of its four types. The text is made from `trigger`, never typed. */
export interface AlertDecision {
  type: AlertType;
  severity: Severity;
  trigger: Record<string, number>;
}

export const alertTypes = ['lms_inactivity'] as const;
export type AlertType = (typeof alertTypes)[number];

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const alertStatuses = ['active', 'acknowledged', 'resolved', 'dismissed'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** Days without activity from which an alert has a severity; 2 days is the brief's default (row 7). */
const inactiveDays: [Severity, number][] = [
  ['critical', 14],
  ['high', 5],
  ['medium', 2],
];

export function alertFor(assessment: Assessment, now: number): AlertDecision | null {
  if (!assessment.flags.includes('inactive_lms')) return null;
  const silentDays = daysSince(assessment.lastSeenAt, now);
  const severity = inactiveDays.find(([, days]) => silentDays >= days)?.[0];
  if (severity === undefined) return null;
  return { type: 'lms_inactivity', severity, trigger: { silentDays: Math.floor(silentDays) } };
}

/** An alert as staff see it. Times are RFC 3339. */
export interface Alert {
  id: string;
  enrolment: string;
  learner: string;
  learnerName: string;
  cohort: string;
  type: AlertType;
  severity: Severity;
  status: AlertStatus;
  trigger: Record<string, number>;
  raisedAt: string;
  refreshedAt: string;
  handledBy: string | null;
  handledAt: string | null;
  notes: string | null;
}
