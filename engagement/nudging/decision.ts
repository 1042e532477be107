import { dayMs, dayOf } from '../day.ts';
import {
  type Candidate,
  type NudgeAnswer,
  type NudgeCourse,
  type NudgeFacts,
  type NudgeKind,
  type NudgeParams,
  type NudgeReason,
  type NudgeRule,
  nudgeKinds,
  silentNudges,
} from '../nudge.ts';
import type { Band } from '../risk.ts';
import type { Arm } from './arm.ts';
import type { QuietHours } from './policy.ts';

/** What came of a decision: a nudge that was sent, is to be, or was taken back before; or none, for proof or for a reason. */
export const fates = ['sent', 'planned', 'taken_back', 'held_out', 'not_sent'] as const;
export type Fate = (typeof fates)[number];

/** A decision as staff see it: what asked, what came of it, and by what it went. Times are RFC 3339. */
export interface DecisionView {
  id: string;
  learner: string;
  learnerName: string;
  cohort: string;
  cohortName: string;
  rule: NudgeRule;
  /** What the rule saw, and until when a nudge about it is of use. */
  asked: NudgeParams;
  askedAt: string;
  until: string;
  /** Nulls until it is decided, which is within seconds. */
  decidedAt: string | null;
  fate: Fate | null;
  reason: NudgeReason | null;
  kind: NudgeKind | null;
  arm: Arm | null;
  sendAt: string | null;
  chance: number | null;
  candidates: Candidate[];
  /** What it went by. */
  told: ToldFact[];
  nudge: NudgeCourse | null;
  outcome: NudgeOutcome;
}

/** Nulls while it is not known. */
interface NudgeOutcome {
  returned24: boolean | null;
  returned72: boolean | null;
  did: boolean | null;
  active14: boolean | null;
}

/** How decisions came out. */
export interface DecisionCounts {
  fates: Record<Fate, number>;
  /** Of those sent. */
  answers: Record<NudgeAnswer | 'none', number>;
  /** Of those sent whose three days are over, or whose learner came back before. */
  returned: { known: number; within72: number };
  /** Why none was sent, or one was taken back, the most frequent first. */
  reasons: Record<'not_sent' | 'taken_back', { reason: NudgeReason; count: number }[]>;
}

/** One thing that a decision went by, for a person to read. */
export type ToldFact =
  | { fact: 'band'; band: Band | null }
  | { fact: 'sent'; day: number; perDay: number; week: number; perWeek: number }
  | { fact: 'silent'; nudges: number; most: number }
  | { fact: 'last_of_kind'; kind: NudgeKind; at: number; coolDownDays: number }
  | { fact: 'quiet_hours'; whose: 'programme' | 'learner'; hours: QuietHours; timeZone: string }
  | { fact: 'waits_until'; why: 'paused' | 'snoozed'; at: number }
  | { fact: 'declined'; kinds: NudgeKind[] }
  | { fact: 'offered'; kinds: NudgeKind[] }
  | { fact: 'stopped'; kinds: NudgeKind[] }
  | { fact: 'held_out'; kinds: NudgeKind[] };

/** What a decision went by, as far as it tells something: what most decisions have in common comes last. */
export function toldOf(facts: NudgeFacts): ToldFact[] {
  const { now, past, policy, preferences, timeZone, stopped, offers, arms } = facts;
  const today = dayOf(now, timeZone);
  const days = past.map(({ at }) => dayOf(at, timeZone));
  const told: ToldFact[] = [{ fact: 'band', band: facts.band }];
  const silent = silentNudges(past);
  if (silent > 0) told.push({ fact: 'silent', nudges: silent, most: policy.unansweredMost });
  told.push({
    fact: 'sent',
    day: days.filter((day) => day === today).length,
    perDay: policy.perDay,
    week: days.filter((day) => day <= today && day > today - 7).length,
    perWeek: policy.perWeek,
  });
  for (const kind of nudgeKinds) {
    const at = Math.max(0, ...past.filter((one) => one.kind === kind).map((one) => one.at));
    const { coolDownDays } = policy.kinds[kind];
    if (at + coolDownDays * dayMs > now) told.push({ fact: 'last_of_kind', kind, at, coolDownDays });
  }
  for (const [why, at] of [
    ['paused', preferences.pausedUntil],
    ['snoozed', preferences.snoozedUntil],
  ] as const)
    if (at !== null && at > now) told.push({ fact: 'waits_until', why, at });
  if (preferences.declined.length > 0) told.push({ fact: 'declined', kinds: preferences.declined });
  if (stopped.length > 0) told.push({ fact: 'stopped', kinds: stopped });
  const heldOut = nudgeKinds.filter((kind) => arms[kind] === 'held_out');
  if (heldOut.length > 0) told.push({ fact: 'held_out', kinds: heldOut });
  told.push({ fact: 'offered', kinds: nudgeKinds.filter((kind) => offers[kind] !== undefined) });
  for (const [whose, hours] of [
    ['programme', policy.quietHours],
    ['learner', preferences.quietHours],
  ] as const)
    if (hours !== null && hours.from !== hours.to) told.push({ fact: 'quiet_hours', whose, hours, timeZone });
  return told;
}
