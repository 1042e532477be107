import { z } from '@hono/zod-openapi';
import { nudgeAnswers, nudgeKinds, nudgeReasons, nudgeRules } from '#engagement/nudge.ts';
import { arms } from '#engagement/nudging/arm.ts';
import { type DecidedNow, missings } from '#engagement/nudging/asking.ts';
import {
  type DecisionCounts,
  type DecisionView,
  type ToldFact,
  fates,
} from '#engagement/nudging/decision.ts';
import { bands } from '#engagement/risk.ts';

const kind = z.enum(nudgeKinds);
const kinds = z.array(kind);
const reason = z.enum(nudgeReasons);

const candidate = z.union([
  z.object({ kind, chance: z.number(), not: z.null() }),
  z.object({ kind, chance: z.null(), not: reason }),
]);

const toldFact = z.discriminatedUnion('fact', [
  z.object({ fact: z.literal('band'), band: z.enum(bands).nullable() }),
  z.object({
    fact: z.literal('sent'),
    day: z.number(),
    perDay: z.number(),
    week: z.number(),
    perWeek: z.number(),
  }),
  z.object({ fact: z.literal('silent'), nudges: z.number(), most: z.number() }),
  z.object({ fact: z.literal('last_of_kind'), kind, at: z.number(), coolDownDays: z.number() }),
  z.object({
    fact: z.literal('quiet_hours'),
    whose: z.enum(['programme', 'learner']),
    hours: z.object({ from: z.number(), to: z.number() }),
    timeZone: z.string(),
  }),
  z.object({ fact: z.literal('waits_until'), why: z.enum(['paused', 'snoozed']), at: z.number() }),
  z.object({ fact: z.literal('declined'), kinds }),
  z.object({ fact: z.literal('offered'), kinds }),
  z.object({ fact: z.literal('stopped'), kinds }),
  z.object({ fact: z.literal('held_out'), kinds }),
]) satisfies z.ZodType<ToldFact>;

const known = z.boolean().nullable();
const params = z.record(z.string(), z.union([z.number(), z.string()]));

export const decisionShape = z
  .object({
    id: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohort: z.string(),
    cohortName: z.string(),
    rule: z.enum(nudgeRules),
    asked: params,
    askedAt: z.string(),
    until: z.string(),
    decidedAt: z.string().nullable(),
    fate: z.enum(fates).nullable().describe('what came of it; null until it is decided'),
    reason: reason.nullable(),
    kind: kind.nullable(),
    arm: z.enum(arms).nullable(),
    sendAt: z.string().nullable(),
    chance: z.number().nullable(),
    candidates: z.array(candidate).describe('how likely each kind was, or why it could not be'),
    told: z.array(toldFact).describe('what it went by'),
    nudge: z
      .object({
        id: z.string(),
        params,
        dueAt: z.string(),
        deliveredAt: z.string().nullable(),
        openedAt: z.string().nullable(),
        answer: z.enum(nudgeAnswers).nullable(),
        answeredAt: z.string().nullable(),
        withdrawnAt: z.string().nullable(),
        withdrawnFor: reason.nullable(),
      })
      .nullable(),
    outcome: z.object({ returned24: known, returned72: known, did: known, active14: known }),
  })
  .openapi('NudgeDecision') satisfies z.ZodType<DecisionView>;

const count = z.number();
const reasonCounts = z.array(z.object({ reason, count }));

export const countsShape = z
  .object({
    fates: z.object({ sent: count, planned: count, taken_back: count, held_out: count, not_sent: count }),
    answers: z
      .object({ accepted: count, later: count, not_for_me: count, none: count })
      .describe('of those sent'),
    returned: z
      .object({ known: count, within72: count })
      .describe('of those sent, where it is known whether the learner came back within three days'),
    reasons: z
      .object({ not_sent: reasonCounts, taken_back: reasonCounts })
      .describe('why none was sent, or one was taken back, the most frequent first'),
  })
  .openapi('NudgeDecisionCounts') satisfies z.ZodType<DecisionCounts>;

const decidedNow = z.object({
  enrolment: z.string(),
  cohort: z.object({ id: z.string(), name: z.string() }),
  hasEnded: z.boolean(),
  asking: z.array(
    z.object({
      rule: z.enum(nudgeRules),
      decidedAt: z
        .string()
        .nullable()
        .describe('when this was decided already: a rule speaks once in its period'),
      reason,
      kind: kind.nullable(),
      sendAt: z.string().nullable(),
      candidates: z.array(candidate),
      told: z.array(toldFact),
    }),
  ),
  silent: z
    .array(z.object({ rule: z.enum(nudgeRules), missing: z.enum(missings) }))
    .describe('rules that do not ask, the nearest to it first, and what is missing'),
}) satisfies z.ZodType<DecidedNow>;

export const nowShape = z
  .object({ learner: z.string(), at: z.string(), enrolments: z.array(decidedNow) })
  .openapi('NudgeDecisionNow');
