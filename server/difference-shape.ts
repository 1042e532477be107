import { z } from '@hono/zod-openapi';
import type { DifferenceReport } from '#engagement/difference-report.ts';
import type { Finding } from '#engagement/differing/finding.ts';
import { claimNames, numberNames } from '#engagement/differing/measures.ts';

const measure = z.enum([...numberNames, ...claimNames]);
const middle = z.object({
  of: z.number().describe('learners of whom it is known'),
  usual: z.number().describe('the mean of the middle half'),
  low: z.number().describe('a quarter of them lies below'),
  high: z.number().describe('a quarter of them lies above'),
});
const share = z.object({
  of: z.number().describe('learners of whom it is known'),
  hits: z.number().describe('of how many of these it is so'),
});
const judged = {
  of: measure,
  apart: z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .describe(
      'from -1 to 1: in how many pairs of one of these and one of the others these have more, less in how many they have less; low and high hold it nineteen times in twenty',
    ),
  falseFinds: z
    .number()
    .describe('of what is as likely as this or less, so much would be chance if all of it was called sure'),
  isSure: z.boolean().describe('at most one in twenty of what is sure is chance'),
  goesWith: measure.nullable().describe('a stronger finding that says much the same'),
};

const finding = z.union([
  z.object({ ...judged, as: z.literal('number'), these: middle, others: middle }),
  z.object({
    ...judged,
    as: z.literal('share'),
    these: share,
    others: share,
    than: z
      .object({ is: z.enum(['more', 'less']), value: z.number() })
      .nullable()
      .describe('of a number that is the same for most: how many have more than that, or less'),
  }),
]) satisfies z.ZodType<Finding>;

export const differenceShape = z
  .object({
    id: z.string(),
    cohort: z.object({ id: z.string(), name: z.string() }),
    timeZone: z.string(),
    from: z.string(),
    to: z.string(),
    learners: z
      .array(z.object({ enrolment: z.string(), learner: z.string(), name: z.string() }))
      .describe('the first of those who are selected, by name'),
    selected: z.number(),
    all: z.number().describe('who was in the cohort when the stretch ended'),
    isSampled: z
      .boolean()
      .describe('too many to look at everybody: the sides are drawn by lot, always the same'),
    asOf: z
      .enum(['now', 'then'])
      .describe('how learners stand is told as it is now, or as it was known then'),
    these: z.number().describe('learners who were compared'),
    others: z.number(),
    isTooFew: z.boolean().describe('fewer than five on a side: nothing is claimed'),
    per: z.enum(['stretch', 'week']).describe('counts are those of the stretch, or of one week of it'),
    compared: z.number().describe('things that could have been found to differ'),
    findings: z.array(finding).describe('the strongest first'),
  })
  .openapi('Difference') satisfies z.ZodType<DifferenceReport>;
