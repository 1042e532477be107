import type { Assessment } from './assessment.ts';
import type { Flag } from './flag.ts';
import { daysSince } from './score.ts';
import type { LearnerWeek } from './week.ts';

/** Brief A6 and A7. The text is made from `trigger`, never typed. */
export interface AlertDecision {
  type: AlertType;
  severity: Severity;
  trigger: Record<string, number>;
}

export const alertTypes = [
  'attendance',
  'lms_inactivity',
  'negative_sentiment',
  'overall_engagement',
] as const;
export type AlertType = (typeof alertTypes)[number];

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export const alertStatuses = ['active', 'acknowledged', 'resolved', 'dismissed'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** `eased`: what raised it is no longer so; `worsened`: its severity rose while it was open. */
export const alertSteps = [
  'raised',
  'worsened',
  'eased',
  'acknowledged',
  'resolved',
  'dismissed',
  'reopened',
] as const;
export type AlertStep = (typeof alertSteps)[number];

/** Days without activity from which an alert has a severity; 2 days is the brief's default (row 7), and high (A14). */
const inactiveDays: [Severity, number][] = [
  ['critical', 14],
  ['high', 2],
];
/** "Several sessions" of brief A6. */
const severalMissed = 2;
/** Below these scores what a week shows is worse than its alert's usual severity. */
const hardlyAttended = 25;
const darkSentiment: [Severity, number][] = [
  ['critical', 20],
  ['high', 35],
];
const nearlyGone = 40;

export function alertFor(assessment: Assessment, now: number): AlertDecision | null {
  if (!assessment.flags.includes('inactive_lms')) return null;
  const silentDays = daysSince(assessment.lastSeenAt, now);
  const severity = severityOfSilence(silentDays);
  if (severity === undefined) return null;
  return { type: 'lms_inactivity', severity, trigger: { silentDays: Math.floor(silentDays) } };
}

function severityOfSilence(silentDays: number): Severity | undefined {
  return inactiveDays.find(([, days]) => silentDays >= days)?.[0];
}

/** What a scored week raises: for each flag the alert that says what is behind it. */
export function alertsOfWeek(week: LearnerWeek): AlertDecision[] {
  return week.flags.flatMap((flag) => alertOfFlag(flag, week) ?? []);
}

function alertOfFlag(flag: Flag, week: LearnerWeek): AlertDecision | null {
  const { attendance, lms, sentiment, score, facts } = week;
  switch (flag) {
    case 'low_attendance': {
      const { sessions, missed } = facts;
      if (attendance === null || missed < severalMissed) return null;
      const severity = attendance < hardlyAttended ? 'critical' : 'high';
      return { type: 'attendance', severity, trigger: { attendance, sessions, missed } };
    }
    case 'inactive_lms': {
      const severity = severityOfSilence(facts.silentDays);
      if (lms === null || severity === undefined) return null;
      return { type: 'lms_inactivity', severity, trigger: { lms, silentDays: facts.silentDays } };
    }
    case 'negative_sentiment': {
      if (sentiment === null) return null;
      const severity = darkSentiment.find(([, below]) => sentiment < below)?.[0] ?? 'medium';
      return { type: 'negative_sentiment', severity, trigger: { sentiment, texts: facts.texts } };
    }
    case 'disengaged': {
      if (score === null) return null;
      const severity = score < nearlyGone ? 'critical' : 'high';
      return { type: 'overall_engagement', severity, trigger: { score, flags: week.flags.length - 1 } };
    }
  }
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
