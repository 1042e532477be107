import { z } from '@hono/zod-openapi';
import { driftVerdicts } from '#engagement/drift.ts';
import type { ModelFacts } from '#engagement/model-facts.ts';
import { tellers, traits } from '#engagement/model-measured.ts';
import { trainingProblems } from '#engagement/own-model.ts';
import { bands } from '#engagement/risk.ts';
import { featureNames } from '#engagement/risk-features.ts';
import { headNames } from '#engagement/risk-model.ts';

const learnedFrom = z.object({
  data: z.string(),
  classes: z.array(z.string()),
  rows: z.number(),
  seed: z.number(),
});
const flagged = z.object({ recall: z.number(), precision: z.number() });
const figure = z.number().nullable();

const measured = z
  .object({
    model: learnedFrom.extend({ name: z.string() }),
    classes: z.array(z.string()),
    learners: z.number(),
    weeks: z.object({ from: z.number(), to: z.number() }),
    rows: z.array(
      z.object({
        head: z.enum(headNames),
        isActiveOnly: z.boolean(),
        teller: z.enum(tellers),
        week: figure.describe('null: all weeks together'),
        rows: z.number(),
        share: z.number(),
        auc: z.number(),
        precision: z.number().describe('area under the curve of precision and recall'),
        brier: figure,
        calibrationError: figure,
        top10: flagged,
        top15: flagged,
        asRule: flagged.extend({ share: z.number() }).nullable(),
      }),
    ),
    calibration: z.array(z.object({ rows: z.number(), told: z.number(), happened: z.number() })),
    fairness: z.array(
      z.object({
        trait: z.enum(traits),
        group: z.string(),
        learners: z.number(),
        rows: z.number(),
        share: z.number(),
        told: z.number(),
        auc: z.number(),
        recall: z.number(),
        falseAlarm: z.number(),
        recallError: z.number(),
        falseAlarmError: z.number(),
      }),
    ),
  })
  .openapi('ModelMeasured') satisfies z.ZodType<ModelFacts['measured']>;

const feature = z.enum(featureNames);
const drift = z
  .object({
    verdict: z.enum(driftVerdicts),
    day: z.string().nullable(),
    cohorts: z.number(),
    learners: z.number(),
    features: z.array(
      z.object({
        name: feature,
        index: z.number().describe('population stability index'),
        chance: z.number().describe('as much as chance makes of so few learners in one case of a thousand'),
        groups: z.array(
          z.object({ from: figure, isKnown: z.boolean(), learned: z.number(), live: z.number() }),
        ),
      }),
    ),
    unknown: z.array(feature).describe('known of nobody here'),
    unlearned: z.array(feature).describe('what the model learned nothing of'),
  })
  .openapi('ModelDrift') satisfies z.ZodType<ModelFacts['drift']>;

const quality = z.object({
  rows: z.number(),
  share: z.number(),
  auc: z.number(),
  precision: z.number(),
  brier: z.number(),
  calibrationError: z.number(),
  top10: flagged,
  top15: flagged,
});
const apart = z.object({ by: z.number(), low: z.number(), high: z.number() });
const found = z.object({
  cohorts: z.number(),
  learners: z.number(),
  moments: z.number(),
  happened: z.number(),
  triedMoments: z.number(),
  triedHappened: z.number(),
});

const ownModelShape = z
  .object({
    id: z.string(),
    name: z.string(),
    trainedAt: z.string(),
    usedSince: z.string().nullable(),
    usedUntil: z.string().nullable(),
    isReadable: z.boolean().describe('whether this version of the product can use it'),
    training: z.union([
      z.object({ state: z.literal('waiting') }),
      z.object({ state: z.literal('reading') }),
      z.object({ state: z.literal('learning'), share: z.number() }),
      z.object({ state: z.literal('refused'), problem: z.enum(trainingProblems), found }),
      z.object({ state: z.literal('failed') }),
      z.object({
        state: z.literal('trained'),
        found,
        comparison: z.object({
          from: z.string(),
          to: z.string(),
          own: quality,
          used: quality,
          usedName: z.string(),
          apart: z.object({ auc: apart, brier: apart }),
        }),
      }),
    ]),
    steps: z.array(
      z.object({
        step: z.enum(['asked', 'used', 'left']),
        at: z.string(),
        by: z.object({ id: z.string(), name: z.string() }),
      }),
    ),
  })
  .openapi('OwnModel') satisfies z.ZodType<ModelFacts['own'][number]>;

export const modelFacts = z
  .object({
    used: z.object({
      id: z.string().nullable(),
      name: z.string(),
      learnedFrom,
      since: z.string().nullable(),
    }),
    measured,
    drift,
    outcomes: z.array(
      z.object({
        band: z.enum(bands),
        told: z.number(),
        risk: z.number(),
        happened: z.number(),
        low: z.number(),
        high: z.number(),
        says: z.enum(['too_few', 'as_told', 'happened_less', 'happened_more']),
      }),
    ),
    own: z.array(ownModelShape),
  })
  .openapi('RiskModel') satisfies z.ZodType<ModelFacts>;

export const useBody = z.strictObject({
  id: z
    .string()
    .max(64)
    .nullable()
    .describe('of a training that is over; null goes back to the model that comes with the product'),
});
