import { z } from '@hono/zod-openapi';
import {
  type Alert,
  type AlertCounts,
  type AlertDetail,
  alertStatuses,
  alertSteps,
  alertTypes,
  dismissReasons,
  severities,
} from '#engagement/alert.ts';
import { interventionKinds } from '#engagement/intervention.ts';
import { actionCodes } from '#engagement/recommended.ts';
import { thresholdNames } from '#engagement/threshold.ts';

const params = z.record(z.string(), z.number());
const doneBefore = {
  id: z.string(),
  kind: z.enum(interventionKinds),
  action: z.string(),
  by: z.string(),
  at: z.string(),
};

export const alertShape = z
  .object({
    id: z.string(),
    enrolment: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohort: z.string(),
    cohortName: z.string(),
    type: z.enum(alertTypes),
    severity: z.enum(severities),
    status: z.enum(alertStatuses),
    trigger: params.describe('the figures that raised it; every text is made from them'),
    recommended: z.array(z.object({ code: z.enum(actionCodes), kind: z.enum(interventionKinds), params })),
    score: z.number().nullable().describe("the learner's score when it was raised"),
    scoreNow: z.number().nullable(),
    raisedAt: z.string(),
    refreshedAt: z.string(),
    easedAt: z.string().nullable().describe('since when what raised it is no longer so'),
    handledBy: z.object({ id: z.string(), name: z.string() }).nullable(),
    handledAt: z.string().nullable(),
    reason: z.enum(dismissReasons).nullable(),
    notes: z.string().nullable(),
  })
  .openapi('Alert') satisfies z.ZodType<Alert>;

export const alertDetailShape = alertShape
  .extend({
    scoreHandled: z.number().nullable().describe("the learner's score when it was handled, where known"),
    steps: z.array(
      z.object({
        step: z.enum(alertSteps),
        severity: z.enum(severities),
        by: z.string().nullable().describe('null for what the rules did'),
        reason: z.enum(dismissReasons).nullable(),
        notes: z.string().nullable(),
        at: z.string(),
      }),
    ),
    interventions: z.array(
      z.object({
        ...doneBefore,
        score: z.number().nullable(),
        after: z
          .object({ score: z.number(), days: z.number() })
          .nullable()
          .describe('the score so many days later'),
      }),
    ),
    doneLately: z
      .array(z.object(doneBefore))
      .describe('what may be given as interventionId: the newest of two weeks, or since it was raised'),
    rules: z
      .partialRecord(z.enum(thresholdNames), z.number())
      .describe('from which lines on it is raised and gets worse, as its programme has them today'),
  })
  .openapi('AlertDetail') satisfies z.ZodType<AlertDetail>;

const counted = <Name extends string>(names: readonly Name[]) => z.record(z.enum(names), z.number());

export const alertCountsShape = z
  .object({
    status: counted(alertStatuses),
    severity: counted(severities).describe('of those that are open'),
  })
  .openapi('AlertCounts') satisfies z.ZodType<AlertCounts>;

const notes = { notes: z.string().max(4_000).optional().describe('for colleagues, and for the record') };
const reason = z.enum(dismissReasons);

export const plainMove = z.object(notes);

export const dismissal = z.object({ reason, ...notes });

export const resolution = z.object({
  ...notes,
  intervention: z
    .object({ kind: z.enum(interventionKinds), action: z.string().trim().min(1).max(1_000) })
    .optional()
    .describe('what was done; it is kept with the score of this moment'),
  interventionId: z
    .string()
    .max(64)
    .optional()
    .describe('or something that was done before, as in doneLately'),
});

/** Of one request. */
const idsMax = 200;
const ids = z.array(z.string().max(64)).min(1).max(idsMax);

export const bulkMove = z.discriminatedUnion('move', [
  z.object({ ids, move: z.enum(['acknowledge', 'resolve', 'reopen']), ...notes }),
  z.object({ ids, move: z.literal('dismiss'), reason, ...notes }),
]);

export const bulkOutcome = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z
        .enum(['done', 'not_possible', 'not_found'])
        .describe('not_possible: its status does not allow it, or another of its kind is open'),
      alert: alertShape.nullable(),
    }),
  ),
});

/** A filter that takes several values, `status=active,acknowledged`. */
export function anyOf<Name extends string>(names: readonly Name[]) {
  return z
    .string()
    .transform((text, context): Name[] => {
      const wanted = text.split(',').map((part) => names.find((name) => name === part.trim()));
      const known = wanted.filter((name) => name !== undefined);
      if (known.length === wanted.length) return known;
      context.addIssue({
        code: 'custom',
        message: `expected some of ${names.join(', ')}, separated by commas`,
      });
      return z.NEVER;
    })
    .optional()
    .openapi({ type: 'string', description: `some of ${names.join(', ')}, separated by commas` });
}
