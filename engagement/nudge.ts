import { dayMs } from './day.ts';
import { type Arm, armOf } from './nudging/arm.ts';
import { type KindEvidence, chancesOf, drawnOf } from './nudging/choice.ts';
import type { NudgePolicy } from './nudging/policy.ts';
import type { NudgePreferences } from './nudging/preferences.ts';
import { ruleSettings } from './nudging/rules.ts';
import { type Habit, type SendTimes, sendAtOf } from './nudging/send-time.ts';
import type { Band } from './risk.ts';
import type { Scoring } from './scoring.ts';

/*
 * Whether a learner gets a nudge: which, when and how, or why not. All that the decision goes by comes in as one value
 * that is stored with it, so that whoever asks later can decide again and finds the same.
 */

/** What a nudge does: points at one next thing, asks three questions, invites to a week together, or offers a person. */
export const nudgeKinds = ['reminder', 'micro_assessment', 'peer_challenge', 'mentor_connection'] as const;
export type NudgeKind = (typeof nudgeKinds)[number];

/** What it is about; where several ask at once, the first go first. */
export const nudgeRules = [
  'asked_for_help',
  'high_risk',
  'work_due',
  'quiet_days',
  'low_results',
  'streak_at_stake',
  'working_together',
] as const;
export type NudgeRule = (typeof nudgeRules)[number];

export const nudgeChannels = ['in_app', 'email', 'push', 'webhook'] as const;
export type NudgeChannel = (typeof nudgeChannels)[number];

export const nudgeAnswers = ['accepted', 'later', 'not_for_me'] as const;
export type NudgeAnswer = (typeof nudgeAnswers)[number];

/** What the text is made with, by the page and by mails, in the reader's language. */
export type NudgeParams = Record<string, number | string>;

/** What a nudge says, and what became of it. Times are RFC 3339. */
export interface NudgeCourse {
  id: string;
  params: NudgeParams;
  /** When it is due: the hour at which this learner usually works. */
  dueAt: string;
  deliveredAt: string | null;
  /** When the learner first looked at it. */
  openedAt: string | null;
  answer: NudgeAnswer | null;
  answeredAt: string | null;
  /** When it was taken back before it was sent, and why. */
  withdrawnAt: string | null;
  withdrawnFor: NudgeReason | null;
}

/** A nudge as its learner and staff see it. */
export interface Nudge extends NudgeCourse {
  learner: string;
  /** What the senders call the learner. */
  learnerExternalId: string;
  learnerName: string;
  cohort: string;
  cohortName: string;
  kind: NudgeKind;
  rule: NudgeRule;
  createdAt: string;
}

/** Something about a learner that asks for a nudge: with tenant, learner and rule a period is unique, so that a rule speaks once in it. */
export interface Occasion {
  rule: NudgeRule;
  period: string;
  params: NudgeParams;
  /** Until when a nudge about it is of use. */
  until: number;
}

/** Why a nudge was sent, or was not: there are no other reasons. */
export const nudgeReasons = [
  'due',
  'held_out',
  'all_off',
  'rule_off',
  'cohort_ended',
  'contested',
  'paused',
  'done_already',
  'unanswered',
  'kind_off',
  'stopped_for_harm',
  'declined',
  'nothing_to_offer',
  'cooling_down',
  'no_room',
] as const;
export type NudgeReason = (typeof nudgeReasons)[number];

/** A nudge that this learner was given before, or will be, whatever it was about and wherever. */
export interface PastNudge {
  kind: NudgeKind;
  /** When it was sent or will be. */
  at: number;
  isDelivered: boolean;
  answer: NudgeAnswer | null;
  /** Whether the learner did something on the platform within three days; null while these are not over and nothing was done. */
  returned: boolean | null;
}

/** All that a decision goes by. */
export interface NudgeFacts extends SendTimes {
  now: number;
  /** Whom and what it is about: every draw is made from this, so that it comes out the same again. */
  seed: string;
  /** Draws of the hold-out are made from this: it is the learner's in all that is ever decided. */
  learnerSeed: string;
  occasion: Occasion;
  band: Band | null;
  hasEnded: boolean;
  daysOff: Scoring['daysOff'];
  timeZone: string;
  policy: NudgePolicy;
  preferences: NudgePreferences;
  /** Of the last sixty days, and planned. */
  past: PastNudge[];
  habit: Habit;
  /** What there is to offer of each kind: three questions on a skill, somebody to work with, a person who has time. */
  offers: Partial<Record<NudgeKind, NudgeParams>>;
  /** Where this learner was put before, of those kinds for which they were. */
  arms: Partial<Record<NudgeKind, Arm>>;
  evidence: Record<NudgeKind, KindEvidence>;
  /** Kinds that were stopped since they did harm. */
  stopped: NudgeKind[];
  isDone: boolean;
  isContested: boolean;
}

/** A kind that might have been chosen, and how likely it was; or why it could not be. */
export type Candidate = { kind: NudgeKind } & (
  | { chance: number; not: null }
  | { chance: null; not: NudgeReason }
);

export type NudgeDecision =
  | {
      isSent: true;
      reason: 'due';
      kind: NudgeKind;
      sendAt: number;
      arm: 'treated';
      params: NudgeParams;
      candidates: Candidate[];
    }
  | {
      /** Trapped: all was decided, and nothing is sent, so that what becomes of these learners can be compared. */
      isSent: false;
      reason: 'held_out';
      kind: NudgeKind;
      sendAt: number;
      arm: 'held_out';
      params: NudgeParams;
      candidates: Candidate[];
    }
  | {
      isSent: false;
      reason: Exclude<NudgeReason, 'due' | 'held_out'>;
      kind: null;
      sendAt: null;
      arm: null;
      params: NudgeParams;
      candidates: Candidate[];
    };

export function decideNudge(facts: NudgeFacts): NudgeDecision {
  const { occasion, policy, seed } = facts;
  const against = againstAll(facts);
  if (against !== null) return no(facts, against, []);

  const earliest = earliestOf(facts);
  if (earliest > occasion.until) return no(facts, 'paused', []);
  const held = ruleSettings[occasion.rule].kinds.map((kind) => ({ kind, not: againstKind(kind, facts) }));
  const open = held.filter(({ not }) => not === null).map(({ kind }) => kind);
  const chances = chancesOf(open, { ...facts, seed });
  const candidates = held.map(({ kind, not }): Candidate =>
    not === null ? { kind, chance: chances.get(kind) ?? 0, not } : { kind, chance: null, not },
  );
  const kind = drawnOf(chances, seed);
  if (kind === null) return no(facts, mostTelling(candidates), candidates);

  const waits = policy.waitsForHabit && ruleSettings[occasion.rule].waitsForHabit;
  const sendAt =
    (waits ? timeFor(kind, facts, earliest, true) : null) ?? timeFor(kind, facts, earliest, false);
  if (sendAt === null) return no(facts, 'no_room', candidates);
  const params = { ...occasion.params, ...facts.offers[kind] };
  const arm = facts.arms[kind] ?? armOf(facts.learnerSeed, kind, policy.holdOutPercent);
  const made = { kind, sendAt, params, candidates };
  return arm === 'treated'
    ? { isSent: true, reason: 'due', arm, ...made }
    : { isSent: false, reason: 'held_out', arm, ...made };
}

/** What is asked once more at the moment of sending: much may have happened since it was decided. */
export type Recheck =
  | { what: 'send' }
  | { what: 'wait'; until: number }
  | { what: 'withdraw'; reason: NudgeReason };

export function recheck(facts: NudgeFacts, kind: NudgeKind): Recheck {
  const against = againstAll(facts);
  if (against !== null) return { what: 'withdraw', reason: against };
  const earliest = earliestOf(facts);
  if (earliest > facts.occasion.until) return { what: 'withdraw', reason: 'paused' };
  // Of others that are planned this one may be the first: only what was sent holds it up.
  const sent = { ...facts, past: facts.past.filter(({ isDelivered }) => isDelivered) };
  const not = againstKind(kind, sent);
  if (not !== null && not !== 'nothing_to_offer') return { what: 'withdraw', reason: not };
  const at = sendAtOf(facts, apartFrom(kind, sent, earliest), facts.occasion.until, false);
  if (at === null) return { what: 'withdraw', reason: 'no_room' };
  return at > facts.now ? { what: 'wait', until: at } : { what: 'send' };
}

/**
 * Whether this learner has let so many nudges pass that only a person can help. The last of them may be young: if
 * something asks for one more before any brought a sign of life, it is not sent to find that out.
 */
function isUnanswered({ past, policy }: Pick<NudgeFacts, 'past' | 'policy'>): boolean {
  return silentNudges(past) >= policy.unansweredMost;
}

/** How many of the last nudges in a row brought no sign of life, until now. */
export function silentNudges(past: readonly PastNudge[]): number {
  const sent = past.filter((one) => one.isDelivered).toSorted((one, other) => other.at - one.at);
  const firstHeard = sent.findIndex(({ answer, returned }) => answer !== null || returned === true);
  return firstHeard < 0 ? sent.length : firstHeard;
}

function no(
  { occasion }: NudgeFacts,
  reason: Exclude<NudgeReason, 'due' | 'held_out'>,
  candidates: Candidate[],
): NudgeDecision {
  return { isSent: false, reason, kind: null, sendAt: null, arm: null, params: occasion.params, candidates };
}

/** What speaks against any nudge at all. */
function againstAll(facts: NudgeFacts): Exclude<NudgeReason, 'due' | 'held_out'> | null {
  const { policy, occasion } = facts;
  if (!policy.isOn) return 'all_off';
  if (!policy.rules[occasion.rule]) return 'rule_off';
  if (facts.hasEnded) return 'cohort_ended';
  if (facts.isContested) return 'contested';
  if (facts.isDone) return 'done_already';
  if (isUnanswered(facts)) return 'unanswered';
  return null;
}

function againstKind(kind: NudgeKind, facts: NudgeFacts): NudgeReason | null {
  const { policy, preferences, offers, occasion, stopped } = facts;
  if (!policy.kinds[kind].isOn) return 'kind_off';
  if (stopped.includes(kind)) return 'stopped_for_harm';
  if (preferences.declined.includes(kind) || isUnwanted(kind, facts)) return 'declined';
  if (offers[kind] === undefined) return 'nothing_to_offer';
  if (apartFrom(kind, facts, earliestOf(facts)) > occasion.until) return 'cooling_down';
  return null;
}

/** Who says "not for me" twice in a row means the kind, not the one nudge: for a while they get none of it. */
function isUnwanted(kind: NudgeKind, { past, now }: NudgeFacts): boolean {
  const said = past
    .filter((one) => one.kind === kind && one.answer !== null && one.answer !== 'later')
    .toSorted((one, other) => other.at - one.at)
    .slice(0, unwantedAfter);
  const [last] = said;
  return (
    last !== undefined &&
    said.length === unwantedAfter &&
    said.every(({ answer }) => answer === 'not_for_me') &&
    now < last.at + unwantedDays * dayMs
  );
}

const unwantedAfter = 2;
const unwantedDays = 30;

/** Of several reasons against kinds, the one that says most to whoever asks. */
function mostTelling(candidates: readonly Candidate[]): Exclude<NudgeReason, 'due' | 'held_out'> {
  const order = ['stopped_for_harm', 'declined', 'cooling_down', 'kind_off', 'nothing_to_offer'] as const;
  return order.find((reason) => candidates.some(({ not }) => not === reason)) ?? 'nothing_to_offer';
}

/** Not before a pause or a snooze is over. */
function earliestOf({ now, preferences: { pausedUntil, snoozedUntil } }: NudgeFacts): number {
  return Math.max(now, pausedUntil ?? 0, snoozedUntil ?? 0);
}

/** When to send a nudge of a kind that is apart from all others of its kind. */
function timeFor(kind: NudgeKind, facts: NudgeFacts, earliest: number, waits: boolean): number | null {
  const { until } = facts.occasion;
  let from = apartFrom(kind, facts, earliest);
  // Each time it is past one more of them.
  for (let tries = 0; tries <= facts.past.length; tries++) {
    const at = sendAtOf(facts, from, until, waits);
    if (at === null) return null;
    from = apartFrom(kind, facts, at);
    if (from === at) return at;
  }
  return null;
}

/** From a moment on, the first that is as far as the cool-down from each nudge of the kind, be it sent or planned. */
function apartFrom(
  kind: NudgeKind,
  { past, policy }: Pick<NudgeFacts, 'past' | 'policy'>,
  from: number,
): number {
  const apartMs = policy.kinds[kind].coolDownDays * dayMs;
  const others = past.filter((one) => one.kind === kind).toSorted((one, other) => one.at - other.at);
  return others.reduce((moment, { at }) => (Math.abs(moment - at) < apartMs ? at + apartMs : moment), from);
}

/** ISO 8601 week of a day, such as 2026-W47: the week belongs to the year of its Thursday. */
export function isoWeekOf(day: number): string {
  // 1970-01-01 was a Thursday, so (day + 3) % 7 counts from Monday.
  const thursday = new Date((day - ((day + 3) % 7) + 3) * dayMs);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / dayMs / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
