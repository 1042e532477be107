import { needsMentor } from '../case.ts';
import {
  type Candidate,
  type NudgeKind,
  type NudgeReason,
  type NudgeRule,
  type Occasion,
  nudgeRules,
} from '../nudge.ts';
import type { ToldFact } from './decision.ts';
import type { Seen } from './occasion.ts';

/** What would be decided on a learner at this moment, in one of their cohorts. */
export interface DecidedNow {
  enrolment: string;
  cohort: { id: string; name: string };
  hasEnded: boolean;
  asking: AskingNow[];
  /** Rules that do not ask, the nearest to it first, and what is missing. */
  silent: { rule: NudgeRule; missing: Missing }[];
}

export interface AskingNow {
  rule: NudgeRule;
  /** When this was decided already: a rule speaks once in its period. */
  decidedAt: string | null;
  reason: NudgeReason;
  kind: NudgeKind | null;
  sendAt: string | null;
  candidates: Candidate[];
  told: ToldFact[];
}

/** Why a rule does not ask. */
export const missings = [
  'never_seen',
  'not_quiet',
  'risk_low',
  'risk_not_high',
  'nothing_due',
  'results_good',
  'no_streak',
  'no_help_asked',
  'keeps_pace',
] as const;
export type Missing = (typeof missings)[number];

/** Of the rules that do not ask, why they do not: those that silence alone leads to come first. */
export function silentRules(seen: Seen, asking: readonly Occasion[]): DecidedNow['silent'] {
  const asks = new Set(asking.map(({ rule }) => rule));
  const order = ['quiet_days', 'high_risk', 'work_due', 'working_together'] as const;
  const near = [...order, ...nudgeRules.filter((rule) => !order.some((one) => one === rule))];
  return near.filter((rule) => !asks.has(rule)).map((rule) => ({ rule, missing: missingOf(rule, seen) }));
}

function missingOf(rule: NudgeRule, { assessment }: Seen): Missing {
  if (assessment.lastSeenAt === null) return 'never_seen';
  const isLow = assessment.band === null || assessment.band === 'low';
  switch (rule) {
    case 'quiet_days':
      return isLow ? 'risk_low' : 'not_quiet';
    case 'high_risk':
      return needsMentor(assessment) ? 'risk_low' : 'risk_not_high';
    case 'work_due':
      return 'nothing_due';
    case 'low_results':
      return 'results_good';
    case 'streak_at_stake':
      return 'no_streak';
    case 'asked_for_help':
      return 'no_help_asked';
    case 'working_together':
      return isLow ? 'risk_low' : 'keeps_pace';
  }
}
