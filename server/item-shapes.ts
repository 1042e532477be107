import { z } from '@hono/zod-openapi';
import type { StoredItem } from '#db/postgres/items.ts';
import {
  becauseMaxChars,
  choiceMaxChars,
  choicesMax,
  choicesMin,
  questionMaxChars,
  skillMaxChars,
} from '#engagement/nudging/item-problem.ts';

/** Bounds are told in the description; `itemProblem` holds to them, in better words. */
const written = {
  skill: z
    .string()
    .openapi({ minLength: 1, maxLength: skillMaxChars })
    .describe('as events and plans name it'),
  question: z.string().openapi({ minLength: 1, maxLength: questionMaxChars }),
  choices: z
    .array(z.string().openapi({ minLength: 1, maxLength: choiceMaxChars }))
    .max(100)
    .openapi({ minItems: choicesMin, maxItems: choicesMax }),
  right: z.number().openapi({ minimum: 0 }).describe('which of the choices is right, from 0'),
  because: z
    .string()
    .openapi({ minLength: 1, maxLength: becauseMaxChars })
    .describe('why it is right: told with the answer'),
};

export const itemShape = z
  .object({
    id: z.string(),
    ...written,
    isOn: z.boolean().describe('whether learners may be asked it'),
    by: z.object({ id: z.string(), name: z.string() }).describe('who changed it last'),
    updatedAt: z.string(),
  })
  .openapi('Item') satisfies z.ZodType<StoredItem>;

export const itemBody = z.strictObject({ ...written, isOn: z.boolean().default(true) });

export const skillsShape = z.object({
  skills: z.array(
    z.object({
      skill: z.string(),
      on: z.number().describe('questions that learners may be asked'),
      off: z.number().describe('questions that are switched off'),
      isTaught: z.boolean().describe('whether the course plan of a cohort names it'),
    }),
  ),
});

export const importShape = z.object({
  added: z.number(),
  changed: z.number().describe('there already, asked on the same skill in the same words'),
  same: z.number().describe('there already, just so'),
  refused: z.array(
    z.object({
      line: z.number().describe('of the text, from 1'),
      column: z.string().nullable().describe('its name, or its number where it has none'),
      message: z.string(),
    }),
  ),
  items: z
    .array(z.object({ line: z.number(), what: z.enum(['added', 'changed']), ...written }))
    .describe('the first of those that are new or changed, as they were read'),
});
