import type { Before, Look } from '#engagement/assessment.ts';
import type { Flag } from '#engagement/flag.ts';
import type { Occasion } from '#engagement/nudge.ts';
import type { Band } from '#engagement/risk.ts';
import type { Level } from '#engagement/score.ts';
import type { Trend } from '#engagement/trend.ts';
import { Print } from './print.ts';

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
  before: Before;
}

/** In the order in which they are written. Counted up with any change of that order or of the names in it. */
const saidVersion = 2;
type Written = [
  version: number,
  learner: string,
  enrolledAt: number,
  print: string,
  level: Level | null,
  trend: Trend | null,
  flags: Flag[],
  band: Band | null,
];

export function writeSaid({
  learner,
  enrolledAt,
  print,
  before: { level, trend, flags, band },
}: Said): string {
  const written: Written = [saidVersion, learner, enrolledAt, print, level, trend, flags, band];
  return JSON.stringify(written);
}

/** Null when there is none, or one that another version of us wrote. Read at each look: the version alone is checked. */
export function parseSaid(text: string | null): Said | null {
  if (text === null) return null;
  const written = JSON.parse(text) as Written;
  if (written[0] !== saidVersion) return null;
  const [, learner, enrolledAt, print, level, trend, flags, band] = written;
  return { learner, enrolledAt, print, before: { level, trend, flags, band } };
}

/**
 * The same for two looks of which the second is no news: nothing was counted in between, and nothing else is said.
 * Risk moves with every minute of silence: less than the hundredth that is shown is none.
 */
export function printOf(
  packed: Uint8Array | null,
  { assessment, alerts, held }: Look,
  occasions: readonly Occasion[],
): string {
  const { score, change, level, trend, risk, band, flags: up, parts, unusual, lacks } = assessment;
  const print = new Print();
  if (packed !== null) print.bytes(packed);
  print
    .number(score)
    .number(change)
    .number(risk === null ? null : Math.round(risk * 100));
  print.word(level).word(trend).word(band);
  for (const flag of up) print.word(flag);
  for (const { value, weight, missing } of parts) print.number(value).number(weight).word(missing);
  for (const { what, than, of, observed } of unusual) print.word(what).word(than).word(of).number(observed);
  for (const { type, severity, trigger } of alerts) {
    print.word(type).word(severity);
    for (const [name, value] of Object.entries(trigger)) print.word(name).number(value);
  }
  for (const lack of lacks) print.word(lack);
  for (const part of held) print.word(part);
  for (const { rule, period } of occasions) print.word(rule).word(period);
  return print.toString();
}
