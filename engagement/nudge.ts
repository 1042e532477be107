import type { Assessment } from './assessment.ts';

/** A nudge that a rule asks for. The text is made by the page from `rule` and `params`. */
export interface NudgeDecision {
  kind: NudgeKind;
  rule: NudgeRule;
  /** With tenant, learner and rule this is unique: a rule speaks once in a period. */
  period: string;
  params: Record<string, number>;
}

export type NudgeKind = 'reminder';
export type NudgeRule = 'quiet_days';

export const nudgeAnswers = ['accepted', 'later', 'not_for_me'] as const;
export type NudgeAnswer = (typeof nudgeAnswers)[number];

/** A nudge as its learner and staff see it. Times are RFC 3339. */
export interface Nudge {
  id: string;
  learner: string;
  /** What the senders call the learner. */
  learnerExternalId: string;
  learnerName: string;
  cohort: string;
  cohortName: string;
  kind: NudgeKind;
  rule: NudgeRule;
  params: Record<string, number>;
  createdAt: string;
  deliveredAt: string | null;
  /** When the learner first looked at it. */
  openedAt: string | null;
  answer: NudgeAnswer | null;
  answeredAt: string | null;
}

const quietDaysMin = 2;

/** The first rule: a learner in a raised band who has been quiet for two days gets one kind reminder a week. */
export function nudgeFor(
  assessment: Pick<Assessment, 'band' | 'lastSeenAt'>,
  quietDays: number,
  now: number,
): NudgeDecision | null {
  const { band, lastSeenAt } = assessment;
  if (band === null || band === 'low' || lastSeenAt === null) return null;
  if (quietDays < quietDaysMin) return null;
  return {
    kind: 'reminder',
    rule: 'quiet_days',
    period: isoWeekOf(now),
    params: { days: Math.floor(quietDays) },
  };
}

/** ISO 8601 week in UTC, such as 2026-W47: the week belongs to the year of its Thursday. */
export function isoWeekOf(at: number): string {
  const dayMs = 86_400_000;
  const day = Math.floor(at / dayMs);
  // 1970-01-01 was a Thursday, so (day + 3) % 7 counts from Monday.
  const thursday = new Date((day - ((day + 3) % 7) + 3) * dayMs);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / dayMs / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
