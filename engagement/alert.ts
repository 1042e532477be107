import type { AlertRules } from './alert-rules.ts';
import type { Flag, PartValues } from './flag.ts';
import type { DoneBefore, Intervention } from './intervention.ts';
import type { RecommendedAction } from './recommended.ts';
import type { Scoring } from './scoring.ts';

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

/** What alerts are raised on: a score with its parts and flags, and what was counted. */
export interface Standing extends PartValues {
  flags: readonly Flag[];
  facts: Facts;
}

export interface Facts {
  sessions: number;
  missed: number;
  /** Without any LMS activity. */
  silentDays: number;
  texts: number;
  /** In how many of these the learner asked for help. */
  help: number;
}

/** For each flag the alert that says what is behind it; not every flag has enough behind it. */
export function alertsOf(standing: Standing, scoring: Pick<Scoring, 'alerts'>): AlertDecision[] {
  return standing.flags.flatMap((flag) => alertOfFlag(flag, standing, scoring) ?? []);
}

function alertOfFlag(
  flag: Flag,
  standing: Standing,
  { alerts: from }: Pick<Scoring, 'alerts'>,
): AlertDecision | null {
  const { attendance, lms, sentiment, score, facts } = standing;
  switch (flag) {
    case 'low_attendance': {
      const { sessions, missed } = facts;
      if (attendance === null || missed < from.missedSessions) return null;
      const severity = attendance < from.attendanceCritical ? 'critical' : 'high';
      return { type: 'attendance', severity, trigger: { attendance, sessions, missed } };
    }
    case 'inactive_lms': {
      const silentDays = Math.floor(facts.silentDays);
      if (lms === null || facts.silentDays < from.silentDays) return null;
      const severity = facts.silentDays >= from.silentDaysCritical ? 'critical' : 'high';
      return { type: 'lms_inactivity', severity, trigger: { lms, silentDays } };
    }
    case 'negative_sentiment': {
      if (sentiment === null) return null;
      const severity =
        sentiment < from.sentimentCritical ? 'critical' : sentiment < from.sentimentHigh ? 'high' : 'medium';
      const { texts, help } = facts;
      return {
        type: 'negative_sentiment',
        severity,
        trigger: { sentiment, texts, ...(help > 0 ? { help } : {}) },
      };
    }
    case 'disengaged': {
      if (score === null) return null;
      const severity = score < from.overallCritical ? 'critical' : 'high';
      return { type: 'overall_engagement', severity, trigger: { score, flags: standing.flags.length - 1 } };
    }
  }
}

/** Why an alert needed no answer. */
export const dismissReasons = [
  'false_alarm',
  'known_reason',
  'duplicate',
  'left_programme',
  'other',
] as const;
export type DismissReason = (typeof dismissReasons)[number];

export function isOpen(alert: { status: AlertStatus }): boolean {
  return alert.status === 'active' || alert.status === 'acknowledged';
}

/** An alert as staff see it. Times are RFC 3339. */
export interface Alert {
  id: string;
  enrolment: string;
  learner: string;
  learnerName: string;
  cohort: string;
  cohortName: string;
  type: AlertType;
  severity: Severity;
  status: AlertStatus;
  trigger: Record<string, number>;
  recommended: RecommendedAction[];
  /** The learner's score when it was raised, and by the newest assessment. */
  score: number | null;
  scoreNow: number | null;
  raisedAt: string;
  refreshedAt: string;
  /** Since when what raised it is no longer so. */
  easedAt: string | null;
  handledBy: { id: string; name: string } | null;
  handledAt: string | null;
  /** Of one that was dismissed. */
  reason: DismissReason | null;
  notes: string | null;
}

/** With all that became of it. */
export interface AlertDetail extends Alert {
  /** The learner's score when it was last handled, where that is known. */
  scoreHandled: number | null;
  /** Oldest first. */
  steps: TakenStep[];
  /** What was done about it, oldest first. */
  interventions: Intervention[];
  /** What was done lately and may be given as what resolves it, newest first; none once it is not open. */
  doneLately: DoneBefore[];
  /** As its programme has them today. */
  rules: AlertRules;
}

/** `by` is null for what the rules did by themselves. */
export interface TakenStep {
  step: AlertStep;
  severity: Severity;
  by: string | null;
  reason: DismissReason | null;
  notes: string | null;
  at: string;
}

/** How many there are, for the head of the inbox. */
export interface AlertCounts {
  status: Record<AlertStatus, number>;
  /** Of those that are open. */
  severity: Record<Severity, number>;
}
