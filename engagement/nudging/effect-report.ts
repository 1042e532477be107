import { dateOf } from '../day.ts';
import { type NudgeKind, nudgeKinds } from '../nudge.ts';
import { type Band, bands } from '../risk.ts';
import type { Difference } from './difference.ts';
import { type Effect, type EffectVerdict, effectOf } from './effect.ts';
import type { EffectCell } from './effect-cell.ts';
import { type LoggedChoice, type OtherWayEffect, otherWaysOf } from './other-ways.ts';
import type { Watched } from './watched.ts';

/** A kind that was stopped since it did harm. Times are RFC 3339. */
export interface KindStop {
  id: string;
  kind: NudgeKind;
  /** Learners of each arm, and how many of them came back, when it was stopped. */
  seen: Record<string, number>;
  at: string;
  endedAt: string | null;
  endedByName: string | null;
}

/** What a kind changed among some of its learners. */
export interface EffectPart {
  verdict: EffectVerdict;
  treated: number;
  heldOut: number;
  uplift: Difference | null;
  watched: Watched;
}

/** What was known at the end of a week, of all who had come until then. */
export interface EffectWeek {
  /** RFC 3339 date of the last day. */
  endsOn: string;
  value: number;
  low: number;
  high: number;
}

export interface KindEffect extends Effect {
  kind: NudgeKind;
  bands: (EffectPart & { band: Band })[];
  programmes: (EffectPart & { programme: string })[];
  weeks: EffectWeek[];
  /** The one that holds, or else the last one that was ended. */
  stop: KindStop | null;
}

export interface EffectReport {
  kinds: KindEffect[];
  /** How choosing in another way would have done. */
  otherWays: OtherWayEffect[];
  /** So many choices that tells of. */
  choices: number;
}

/** All that is known of what nudges changed. */
export function effectReportOf(
  known: {
    cells: readonly EffectCell[];
    severalKinds: Partial<Record<NudgeKind, number>>;
    choices: readonly LoggedChoice[];
    stops: readonly KindStop[];
  },
  today: number,
): EffectReport {
  return {
    kinds: nudgeKinds.map((kind) => {
      const cells = known.cells.filter((cell) => cell.kind === kind);
      const asked = { today, severalKinds: known.severalKinds[kind] ?? 0 };
      const programmes = [...Map.groupBy(cells, ({ programme }) => programme)];
      return {
        kind,
        ...effectOf(cells, asked),
        bands: bands.map((band) => {
          const own = cells.filter((cell) => cell.band === band);
          return { band, ...partOf(effectOf(own, asked)) };
        }),
        programmes: programmes.map(([programme, own]) => ({ programme, ...partOf(effectOf(own, asked)) })),
        weeks: weeksOf(cells),
        stop: known.stops.find((stop) => stop.kind === kind) ?? null,
      };
    }),
    otherWays: otherWaysOf(known.choices),
    choices: known.choices.length,
  };
}

function partOf({ verdict, arms: { treated, held_out }, uplift, watched }: Effect): EffectPart {
  return { verdict, treated: treated.learners, heldOut: held_out.learners, uplift, watched };
}

const weeksMost = 12;

/** The last weeks in which somebody came, each with all before it. */
function weeksOf(cells: readonly EffectCell[]): EffectWeek[] {
  const known = cells.filter(({ learners }) => learners > 0);
  const last = Math.max(...known.map(({ day }) => day));
  const first = Math.min(...known.map(({ day }) => day));
  const weeks: EffectWeek[] = [];
  for (let end = last; end >= first && weeks.length < weeksMost; end -= 7) {
    const until = known.filter(({ day }) => day <= end);
    const { uplift, watched } = effectOf(until, { today: end, severalKinds: 0 });
    if (uplift !== null) weeks.push({ endsOn: dateOf(end), value: uplift.value, ...watched });
  }
  return weeks.toReversed();
}
