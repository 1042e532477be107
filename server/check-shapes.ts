import { z } from '@hono/zod-openapi';
import type { Check } from '#engagement/nudging/check.ts';

export const checkShape = z
  .object({
    id: z.string(),
    learner: z.string(),
    cohort: z.string(),
    nudge: z.string().nullable().describe('that it came from; null where the learner asked for it'),
    skill: z.string(),
    items: z.array(
      z.object({
        id: z.string(),
        question: z.string(),
        choices: z.array(z.string()),
        answer: z
          .object({
            choice: z.number(),
            isRight: z.boolean(),
            right: z.number().describe('which choice is right, from 0'),
            because: z.string(),
            at: z.string(),
          })
          .nullable()
          .describe('null until it is answered: what is right is told with the answer'),
      }),
    ),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .openapi('Check') satisfies z.ZodType<Check>;

/** A check from a nudge, or on a skill; programs say of which learner. */
export const newCheckBody = z.strictObject({
  nudge: z.string().max(64).optional(),
  skill: z.string().max(200).optional(),
  learner: z.string().max(64).optional().describe('for programs: who asks for it'),
});

export const answerBody = z.strictObject({
  item: z.string().max(64),
  choice: z.number().describe('from 0'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when it was given, of one that was kept while there was no connection; else now'),
});
