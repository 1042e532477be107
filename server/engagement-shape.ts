import { z } from '@hono/zod-openapi';
import { flags } from '#engagement/flag.ts';
import { type HeatmapDay, dayStates, silences } from '#engagement/heatmap-data.ts';
import type { EngagementPeriod, PeriodWeek } from '#engagement/period.ts';
import { type ScorePart, levels } from '#engagement/score.ts';
import { trends } from '#engagement/trend.ts';

const level = z.enum(levels).nullable();
const silence = z.enum(silences).nullable();
const score = z.number().nullable();

const day = z
  .object({
    attendance: z.boolean().nullable(),
    lms_minutes: z.number(),
    sentiment: z.number().min(-1).max(1).nullable(),
    state: z.enum(dayStates).describe('silence is not zero: a day without data says which silence it is'),
    missing: z
      .object({ attendance: silence, lms: silence, sentiment: silence })
      .describe('of each part, why there is nothing of it; null where there is something'),
    score: score.describe('of the seven days that ended on this one'),
    level,
    sessions: z.object({
      present: z.number(),
      late: z.number(),
      absent: z.number(),
      excused: z.number(),
    }),
    activities: z.record(z.string(), z.number()).describe('what was done on the platform, by type of event'),
    texts: z.number(),
    help: z.number().describe('texts in which the learner asked for help'),
  })
  .openapi('HeatmapDay') satisfies z.ZodType<HeatmapDay>;

const week = z
  .object({
    starts_on: z.string(),
    ends_on: z.string(),
    is_over: z.boolean().describe('while it is not, the figures are those of the seven days that end today'),
    attendance: score,
    lms: score,
    sentiment: score,
    score,
    level,
    change: score,
    trend: z.enum(trends).nullable(),
    flags: z.array(z.enum(flags)),
    alerts: z.number().describe('raised in this week'),
    interventions: z.number().describe('done in this week'),
  })
  .openapi('EngagementWeek') satisfies z.ZodType<PeriodWeek>;

const part = z.custom<ScorePart>().openapi({
  type: 'object',
  description: 'name, value, missing, weight, points and madeOf of a part of the score of the last day',
});

/** What `GET /v1/learners/:id/engagement` answers; brief A9 names the keys in snake case. */
export const engagementPeriod = z
  .object({
    learner: z.string(),
    cohort: z.object({ id: z.string(), name: z.string() }),
    timeZone: z.string(),
    from: z.string(),
    to: z.string(),
    heatmap_data: z.record(z.string(), day).describe('by date'),
    weeks: z.array(week),
    parts: z.array(part),
  })
  .openapi('EngagementPeriod') satisfies z.ZodType<EngagementPeriod>;
