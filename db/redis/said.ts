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
 * Risk moves with every minute of silence: less than the hundredth that is shown is none.
 */
export function printOf(
  packed: Uint8Array | null,
  { assessment, alerts, held }: Look,
  nudge: NudgeDecision | null,
): string {
  const { score, change, level, trend, risk, band, flags: up, parts, unusual } = assessment;
  const said = [
    `${score} ${change} ${level} ${trend} ${band} ${risk === null ? '' : Math.round(risk * 100)} ${up.join()}`,
    ...parts.map(({ value, weight, missing }) => `${value} ${weight} ${missing}`),
    ...unusual.map(({ what, than, of, observed }) => `${what} ${than} ${of} ${observed}`),
    ...alerts.map(({ type, severity, trigger }) => `${type} ${severity} ${JSON.stringify(trigger)}`),
    `${held.join()} ${nudge?.rule} ${nudge?.period}`,
  ];
  return hashed(packed ?? nothing, said.join('\n'));
}

const nothing = new Uint8Array();

/** FNV-1a in two lanes, 64 bits together: worked out for every look, where SHA-1 would take twice as long as the score. */
function hashed(bytes: Uint8Array, text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x01000193) ^ (one >>> 15);
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x01000193) ^ (one >>> 15);
  }
  return `${(one >>> 0).toString(36)}${(other >>> 0).toString(36)}`;
}
