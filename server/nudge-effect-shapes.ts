import { z } from '@hono/zod-openapi';
import { nudgeKinds } from '#engagement/nudge.ts';
import { effectVerdicts } from '#engagement/nudging/effect.ts';
import type { EffectReport, KindStop } from '#engagement/nudging/effect-report.ts';
import { otherWays } from '#engagement/nudging/other-ways.ts';
import { effectWarnings } from '#engagement/nudging/trust.ts';
import { bands } from '#engagement/risk.ts';

export const stopShape = z
  .object({
    id: z.string(),
    kind: z.enum(nudgeKinds),
    seen: z
      .record(z.string(), z.number())
      .openapi({ description: 'Learners of each arm, and how many came back, when it was stopped' }),
    at: z.string(),
    endedAt: z.string().nullable(),
    endedByName: z.string().nullable(),
  })
  .openapi('NudgeStop') satisfies z.ZodType<KindStop>;

const difference = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .openapi('EffectDifference', {
    description: 'Of two shares, -1 to 1, with its 95 % interval for one look',
  });

const watched = z.object({ low: z.number(), high: z.number() }).openapi('EffectWatched', {
  description: 'What it lies between at all looks together, in 95 of 100 cases: the verdict goes by this',
});

const armOutcomes = z
  .object({
    learners: z.number(),
    returned24: z.number(),
    returned72: z.number(),
    did: z.number(),
    seen14: z.number().openapi({ description: 'Of whom the second week is known' }),
    active14: z.number(),
  })
  .openapi('EffectArm');

const part = {
  verdict: z.enum(effectVerdicts),
  treated: z.number(),
  heldOut: z.number(),
  uplift: difference.nullable(),
  watched,
};

const kindEffect = z
  .object({
    kind: z.enum(nudgeKinds),
    verdict: z.enum(effectVerdicts),
    arms: z.object({ treated: armOutcomes, held_out: armOutcomes }),
    uplift: difference
      .nullable()
      .openapi({ description: 'Of those who came back within 72 hours of the planned moment' }),
    watched,
    returned24: difference.nullable(),
    did: difference.nullable().openapi({ description: 'Of those who did the thing asked for' }),
    active14: difference.nullable().openapi({ description: 'Of those who were active in days 8 to 14' }),
    warnings: z.array(z.enum(effectWarnings)),
    waiting: z.number(),
    enoughInWeeks: z.number().nullable(),
    bands: z.array(z.object({ band: z.enum(bands), ...part })),
    programmes: z.array(z.object({ programme: z.string(), ...part })),
    weeks: z.array(z.object({ endsOn: z.string(), value: z.number(), low: z.number(), high: z.number() })),
    stop: stopShape.nullable(),
  })
  .openapi('NudgeKindEffect');

export const effectShape = z
  .object({
    kinds: z.array(kindEffect),
    otherWays: z.array(
      z.object({
        way: z.enum(otherWays),
        returned: z.number(),
        apart: difference,
        effective: z
          .number()
          .openapi({ description: 'So many choices of its own would tell as much as what is known' }),
      }),
    ),
    choices: z.number(),
  })
  .openapi('NudgeEffect') satisfies z.ZodType<EffectReport>;
