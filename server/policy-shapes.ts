import { z } from '@hono/zod-openapi';
import { nudgeKinds, nudgeReasons } from '#engagement/nudge.ts';
import type { DryRun } from '#engagement/nudging/dry-run.ts';
import { type NudgePolicy, policyBounds } from '#engagement/nudging/policy.ts';
import type { PolicyDecision, PolicyInForce } from '#engagement/nudging/policy-change.ts';

const noteMaxChars = 1_000;

/** Bounds are told in the description; `policyProblem` holds to them, with the name of the field. */
const number = (of: keyof typeof policyBounds) =>
  z.number().openapi({ minimum: policyBounds[of].least, maximum: policyBounds[of].most });
const minute = number('minutes');
const kind = z.strictObject({ isOn: z.boolean(), coolDownDays: number('coolDownDays') });

const policyShape = z
  .strictObject({
    isOn: z.boolean().openapi({ description: 'Off: nothing is sent by itself to anybody, at once' }),
    rules: z.strictObject({
      asked_for_help: z.boolean(),
      high_risk: z.boolean(),
      work_due: z.boolean(),
      quiet_days: z.boolean(),
      low_results: z.boolean(),
      streak_at_stake: z.boolean(),
      working_together: z.boolean(),
    }),
    kinds: z.strictObject({
      reminder: kind,
      micro_assessment: kind,
      peer_challenge: kind,
      mentor_connection: kind,
    }),
    perDay: number('perDay'),
    perWeek: number('perWeek'),
    quietHours: z
      .strictObject({ from: minute, to: minute })
      .openapi({ description: "Minutes after midnight by the learner's clock; equal ones mean none" }),
    waitsForHabit: z.boolean(),
    sparesDaysOff: z.boolean(),
    holdOutPercent: number('holdOutPercent'),
    unansweredMost: number('unansweredMost'),
  })
  .openapi('NudgePolicy') satisfies z.ZodType<NudgePolicy>;

export const policyBody = z.strictObject({
  policy: policyShape.nullable().describe('null goes back to what holds without it'),
  note: z
    .string()
    .max(noteMaxChars, `The note can have at most ${noteMaxChars} characters.`)
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'This must be well-formed text.')
    .optional()
    .describe('why, for the history'),
  since: z.iso
    .datetime({ offset: true, error: 'This must be the `since` of an answer.' })
    .nullish()
    .describe('of the answer this change is based on: refused with 409 if something was decided since then'),
});

export const dryRunBody = z.strictObject({
  policy: policyShape,
  days: z.number().int().min(1).max(28).default(7),
});

const by = z.object({ id: z.string(), name: z.string() });

export const policyInForceShape = z
  .object({
    policy: policyShape,
    from: z.enum(['programme', 'tenant', 'usual']),
    since: z.string().nullable(),
    by: by.nullable(),
    otherwise: policyShape,
    isAllOff: z.boolean().describe('whether nudges of all programmes are switched off'),
  })
  .openapi('NudgePolicyInForce') satisfies z.ZodType<PolicyInForce>;

const value = z.union([z.boolean(), z.number()]);

export const policyDecisionShape = z
  .object({
    id: z.string(),
    at: z.string(),
    by,
    note: z.string().nullable(),
    policy: policyShape.nullable(),
    changes: z.array(z.object({ field: z.string(), from: value, to: value })),
  })
  .openapi('NudgePolicyDecision') satisfies z.ZodType<PolicyDecision>;

const counts = { before: z.number(), after: z.number() };
const told = z.object({ reason: z.enum(nudgeReasons), kind: z.enum(nudgeKinds).nullable() });

export const dryRunShape = z
  .object({
    days: z.number(),
    decisions: z.number(),
    isAll: z.boolean().describe('false where there were more than are counted: the oldest of the days are'),
    changed: z.number(),
    reasons: z.array(z.object({ reason: z.enum(nudgeReasons), ...counts })),
    kinds: z.array(z.object({ kind: z.enum(nudgeKinds), ...counts })),
    sample: z.array(
      z.object({
        learner: z.string(),
        learnerName: z.string(),
        askedAt: z.string(),
        before: told,
        after: told,
      }),
    ),
  })
  .openapi('NudgeDryRun') satisfies z.ZodType<DryRun>;
