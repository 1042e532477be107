import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Look } from '#engagement/assessment.ts';
import { flags } from '#engagement/flag.ts';
import type { NudgeDecision } from '#engagement/nudge.ts';
import { levels } from '#engagement/score.ts';
import { trends } from '#engagement/trend.ts';

/**
 * What is remembered beside a window: who it is, and what was said the last time. A look that comes to
 * the same has nothing to store and nobody to tell, and PostgreSQL is not asked about it at all.
 */
export interface Said {
  learner: string;
  enrolledAt: number;
  /** Of all that was said. */
  print: string;
  /** Names that hold on until their values are well past their thresholds. */
  before: Pick<Look['assessment'], 'level' | 'trend' | 'flags'>;
}

const shape = z.tuple([
  z.string(),
  z.number(),
  z.string(),
  z.enum(levels).nullable(),
  z.enum(trends).nullable(),
  z.array(z.enum(flags)),
]);

export function writeSaid({ learner, enrolledAt, print, before }: Said): string {
  return JSON.stringify([
    learner,
    enrolledAt,
    print,
    before.level,
    before.trend,
    before.flags,
  ] satisfies z.input<typeof shape>);
}

/** Null when there is none, or one that another version of us wrote. */
export function parseSaid(text: string | null): Said | null {
  if (text === null) return null;
  const parsed = shape.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const [learner, enrolledAt, print, level, trend, raised] = parsed.data;
  return { learner, enrolledAt, print, before: { level, trend, flags: raised } };
}

/**
 * The same for two looks of which the second is no news: nothing was counted in between, and nothing else is said.
 * Risk moves with every minute of silence: a thousandth more is none.
 */
export function printOf(
  packed: Uint8Array | null,
  { assessment, alerts, held }: Look,
  nudge: NudgeDecision | null,
): string {
  const { score, change, level, trend, risk, band, flags: up, parts, unusual } = assessment;
  const said = [
    `${score} ${change} ${level} ${trend} ${band} ${risk === null ? '' : Math.round(risk * 1000)} ${up.join()}`,
    ...parts.map(({ value, weight, missing }) => `${value} ${weight} ${missing}`),
    ...unusual.map(({ what, than, of, observed }) => `${what} ${than} ${of} ${observed}`),
    ...alerts.map(({ type, severity, trigger }) => `${type} ${severity} ${JSON.stringify(trigger)}`),
    `${held.join()} ${nudge?.rule} ${nudge?.period}`,
  ];
  return createHash('sha1')
    .update(packed ?? '')
    .update(said.join('\n'))
    .digest('base64url')
    .slice(0, printChars);
}

/** 96 bits: two looks at one learner that differ will not have the same. */
const printChars = 16;
