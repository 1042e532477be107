import { z } from '@hono/zod-openapi';
import { alertTypes } from '#engagement/alert.ts';
import { flags } from '#engagement/flag.ts';
import { bands } from '#engagement/risk.ts';
import type { Flagged, RiskPreview } from '#engagement/risk-preview.ts';
import { levels } from '#engagement/score.ts';
import { type Scoring, weekdays } from '#engagement/scoring.ts';
import type { ScoringDecision, ScoringInForce } from '#engagement/scoring-change.ts';
import type { ScoringPreview } from '#engagement/scoring-preview.ts';
import { type Threshold, boundsOf } from '#engagement/threshold.ts';

const noteMaxChars = 1_000;

/** Text that PostgreSQL can hold: without NUL, and whole in UTF-8. */
const text = z
  .string()
  .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'This must be well-formed text.');

/** Bounds are told in the description; `scoringProblem` holds to them, in better words. */
function number(name: Threshold) {
  const { least, most } = boundsOf(name);
  return z.number().openapi({ minimum: least, maximum: most });
}

const groups = {
  weights: z.strictObject({
    attendance: number('weights.attendance'),
    lms: number('weights.lms'),
    sentiment: number('weights.sentiment'),
  }),
  levels: z.strictObject({
    high: number('levels.high'),
    medium: number('levels.medium'),
    low: number('levels.low'),
  }),
  trends: z.strictObject({
    improving: number('trends.improving'),
    declining: number('trends.declining'),
    critical: number('trends.critical'),
  }),
  flags: z.strictObject({
    lowAttendance: number('flags.lowAttendance'),
    inactiveLms: number('flags.inactiveLms'),
    negativeSentiment: number('flags.negativeSentiment'),
    disengaged: number('flags.disengaged'),
    disengagedFlags: number('flags.disengagedFlags'),
  }),
  expected: z.strictObject({
    activeDays: number('expected.activeDays'),
    minutes: number('expected.minutes'),
  }),
  alerts: z.strictObject({
    silentDays: number('alerts.silentDays'),
    silentDaysCritical: number('alerts.silentDaysCritical'),
    missedSessions: number('alerts.missedSessions'),
    attendanceCritical: number('alerts.attendanceCritical'),
    sentimentHigh: number('alerts.sentimentHigh'),
    sentimentCritical: number('alerts.sentimentCritical'),
    overallCritical: number('alerts.overallCritical'),
  }),
  risk: z.strictObject({
    medium: number('risk.medium'),
    high: number('risk.high'),
    critical: number('risk.critical'),
    steadyPercent: number('risk.steadyPercent'),
    mentors: number('risk.mentors'),
    casesEach: number('risk.casesEach'),
  }),
  daysOff: z.strictObject({
    restDays: z.array(z.literal([...weekdays])).describe('as ISO 8601 numbers them: 1 is Monday'),
    holidays: z.array(z.strictObject({ from: text, to: text, name: text.default('') })),
  }),
};
const steadyPoints = number('steadyPoints');

export const scoringShape = z
  .strictObject({ ...groups, steadyPoints })
  .openapi('Scoring') satisfies z.ZodType<Scoring>;

/** Whatever is left out stays as it is. */
const scoringPatch = z
  .strictObject({
    weights: groups.weights.partial(),
    levels: groups.levels.partial(),
    steadyPoints,
    trends: groups.trends.partial(),
    flags: groups.flags.partial(),
    expected: groups.expected.partial(),
    alerts: groups.alerts.partial(),
    risk: groups.risk.partial(),
    daysOff: groups.daysOff.partial(),
  })
  .partial()
  .openapi('ScoringPatch');
export type ScoringPatch = z.infer<typeof scoringPatch>;

export const scoringBody = z.strictObject({
  scoring: scoringPatch
    .nullable()
    .describe('only what is to change, or all of it; null goes back to what holds without it'),
  note: text
    .max(noteMaxChars, `The note can have at most ${noteMaxChars} characters.`)
    .optional()
    .describe('why, for the history'),
  since: z.iso
    .datetime({ offset: true, error: 'This must be the `since` of an answer.' })
    .nullish()
    .describe('of the answer this change is based on: refused with 409 if something was decided since then'),
});

const by = z.object({ id: z.string(), name: z.string() });

export const scoringInForce = z
  .object({
    scoring: scoringShape,
    from: z.enum(['programme', 'tenant', 'usual']),
    since: z.string().nullable(),
    by: by.nullable(),
    otherwise: scoringShape.describe('how learners would be scored if nothing had been decided here'),
  })
  .openapi('ScoringInForce') satisfies z.ZodType<ScoringInForce>;

const value = z.union([
  z.number(),
  groups.daysOff.shape.restDays,
  z.array(z.object({ from: z.string(), to: z.string(), name: z.string() })),
]);

export const scoringDecision = z
  .object({
    id: z.string(),
    at: z.string(),
    by,
    note: z.string().nullable(),
    scoring: scoringShape.nullable(),
    changes: z.array(z.object({ field: z.string(), from: value, to: value })),
  })
  .openapi('ScoringDecision') satisfies z.ZodType<ScoringDecision>;

const standing = z.object({
  score: z.number().nullable(),
  level: z.enum(levels).nullable(),
  flags: z.array(z.enum(flags)),
});

function beforeAfter<T extends z.ZodType>(counts: T) {
  return z.object({ before: counts, after: counts });
}

const bandCounts = z.record(z.enum([...bands, 'unknown']), z.number());

const flagged = z
  .object({
    learners: z.number(),
    staying: z.number().describe('flagged only because they were, and are not yet clearly below'),
    expected: z
      .number()
      .describe(
        'how many of them are expected to drop off within 14 days if nobody helps: the sum of their risks',
      ),
    from: z
      .object({ lowest: z.number(), highest: z.number() })
      .nullable()
      .describe('from which risk on, in percent; of several programmes the lowest and the highest'),
  })
  .openapi('Flagged', { description: 'Those at high or critical risk' }) satisfies z.ZodType<Flagged>;

const riskPreview = z
  .object({
    known: z.number().describe('learners whose cohort goes on and whose risk is known'),
    expected: z.number().describe('how many of them are expected to drop off within 14 days if nobody helps'),
    bands: beforeAfter(bandCounts),
    before: flagged,
    after: flagged,
    byThresholds: flagged.describe('what the thresholds would do if nobody reckoned with mentors'),
    places: z
      .number()
      .nullable()
      .describe('how many mentors can take together; null where `risk.mentors` is 0'),
  })
  .openapi('RiskPreview') satisfies z.ZodType<RiskPreview>;

export const scoringPreview = z
  .object({
    learners: z.number(),
    levelChanges: z.number(),
    flagChanges: z.number(),
    changing: z.array(
      z.object({
        learner: z.string(),
        name: z.string(),
        enrolment: z.string(),
        cohort: z.string(),
        from: standing,
        to: standing,
      }),
    ),
    counts: z.object({
      levels: beforeAfter(z.record(z.enum([...levels, 'unknown']), z.number())),
      flags: beforeAfter(z.record(z.enum(flags), z.number())),
      alerts: beforeAfter(z.record(z.enum(alertTypes), z.number())),
      scores: beforeAfter(
        z.array(z.number()).describe('how many learners have each whole point, from 0 to 100'),
      ),
    }),
    risk: riskPreview.describe('by the risks that were told last: a scoring changes bands, never risks'),
  })
  .openapi('ScoringPreview') satisfies z.ZodType<ScoringPreview>;
