import { z } from '@hono/zod-openapi';
import type { Completion } from '#engagement/completion.ts';
import type { Forecast } from '#engagement/forecast.ts';
import type { LearnerOutlooks } from '#engagement/learner-outlook.ts';
import { type LearningPath, pathWhys, skillStates } from '#engagement/learning-path.ts';
import { type NextResult, resultKinds } from '#engagement/next-result.ts';
import { type Reason, confidences, lacks } from '#engagement/risk.ts';

const interval = {
  low: z.number().describe('eight times in ten it is between this'),
  high: z.number().describe('and this'),
};

const forecast = z
  .object({
    score: z.number().describe('that the next seven days are likely to have'),
    ...interval,
    now: z.number().describe('that of the last seven'),
    isDue: z
      .boolean()
      .nullable()
      .describe('whether something is due in them; null where no deadlines are planned'),
    weeks: z.number().describe('from how many weeks of the learner it was told'),
  })
  .openapi('Forecast') satisfies z.ZodType<Forecast>;

const completion = z
  .object({
    chance: z.number().min(0).max(1),
    reasons: z.array(
      z.custom<Reason>().openapi({
        type: 'object',
        description: 'code, weight and params; the weights add up to the log-odds of the chance',
      }),
    ),
    lacks: z.array(z.enum(lacks)).describe('what it had to be told without'),
    confidence: z.enum(confidences),
  })
  .openapi('Completion') satisfies z.ZodType<Completion>;

const result = z
  .object({
    kind: z.enum(resultKinds),
    percent: z.number(),
    ...interval,
    results: z.number().describe('of the learner, from which it was told'),
    ofKind: z.number(),
  })
  .openapi('NextResult') satisfies z.ZodType<NextResult>;

const path = z
  .object({
    skills: z.array(
      z.object({
        skill: z.string(),
        module: z.string().nullable(),
        state: z.enum(skillStates),
        mastery: z.number().nullable().describe('the chance that the next answer is right; null before any'),
        answers: z.number(),
      }),
    ),
    next: z
      .object({
        skill: z.string(),
        module: z.string().nullable(),
        why: z.enum(pathWhys),
        beside: z.string().nullable().describe('a skill that builds on it, or that it builds on'),
        last: z.object({ right: z.number(), of: z.number() }).nullable(),
      })
      .nullable()
      .describe('null where nothing is missing'),
  })
  .openapi('LearningPath') satisfies z.ZodType<LearningPath>;

/** What `GET /v1/learners/:id/outlook` answers. */
export const outlookShape = z
  .object({
    learner: z.string(),
    enrolments: z.array(
      z.object({
        enrolment: z.string(),
        cohort: z.object({ id: z.string(), name: z.string() }),
        hasEnded: z.boolean(),
        forecast: forecast.nullable(),
        completion: completion.nullable(),
        results: z.array(result),
        path: path.nullable(),
      }),
    ),
  })
  .openapi('LearnerOutlook') satisfies z.ZodType<LearnerOutlooks>;
