import type { Arm } from './arm.ts';
import { type Difference, type Share, differenceOf } from './difference.ts';
import type { EffectCell } from './effect-cell.ts';
import { type EffectWarning, armMin, learnersMin, warningsOf } from './trust.ts';
import { type Watched, watchedOf } from './watched.ts';

/** What may be said of a kind of nudge. */
export const effectVerdicts = ['helps', 'no_evidence', 'harms', 'too_few'] as const;
export type EffectVerdict = (typeof effectVerdicts)[number];

/** What became of the learners of an arm. */
export interface ArmOutcomes {
  learners: number;
  returned24: number;
  returned72: number;
  did: number;
  seen14: number;
  active14: number;
}

/** What a kind changed among some learners: of those who came back within three days, unless something else is said. */
export interface Effect {
  verdict: EffectVerdict;
  arms: Record<Arm, ArmOutcomes>;
  /** For one look. */
  uplift: Difference | null;
  /** For as many looks as anybody likes: the verdict goes by this. */
  watched: Watched;
  returned24: Difference | null;
  did: Difference | null;
  active14: Difference | null;
  warnings: EffectWarning[];
  /** Decided, and their three days are not over. */
  waiting: number;
  /** Until there are enough to say anything, if as many come as did in the last four weeks; 0 where there are, null where nobody comes. */
  enoughInWeeks: number | null;
}

/** What all that is known says, on a day. `severalKinds` is the share of these learners who count for other kinds, too. */
export function effectOf(
  cells: readonly EffectCell[],
  { today, severalKinds }: { today: number; severalKinds: number },
): Effect {
  const drawn = byLot(cells);
  const arms = { treated: outcomesOf(drawn, 'treated'), held_out: outcomesOf(drawn, 'held_out') };
  const watched = watchedOf(drawn);
  const apart = (share: (arm: ArmOutcomes) => Share) =>
    differenceOf(share(arms.treated), share(arms.held_out));
  return {
    verdict: verdictOf(arms, watched),
    arms,
    uplift: apart(({ learners, returned72 }) => ({ of: learners, hits: returned72 })),
    watched,
    returned24: apart(({ learners, returned24 }) => ({ of: learners, hits: returned24 })),
    did: apart(({ learners, did }) => ({ of: learners, hits: did })),
    active14: apart(({ seen14, active14 }) => ({ of: seen14, hits: active14 })),
    warnings: warningsOf(drawn, severalKinds),
    waiting: drawn.reduce((sum, { waiting }) => sum + waiting, 0),
    enoughInWeeks: enoughInWeeks(arms, drawn, today),
  };
}

/** Who was put into an arm by lot; only where there is nobody, those who were not: they show that none are held out. */
function byLot(cells: readonly EffectCell[]): readonly EffectCell[] {
  const drawn = cells.filter(({ treatedChance }) => treatedChance > 0 && treatedChance < 1);
  return drawn.length > 0 ? drawn : cells;
}

function outcomesOf(cells: readonly EffectCell[], arm: Arm): ArmOutcomes {
  const sums = { learners: 0, returned24: 0, returned72: 0, did: 0, seen14: 0, active14: 0 };
  for (const cell of cells) {
    if (cell.arm !== arm) continue;
    for (const name of ['learners', 'returned24', 'returned72', 'did', 'seen14', 'active14'] as const)
      sums[name] += cell[name];
  }
  return sums;
}

/** Harm is told as soon as it is sure, however few there are; what was not sent meanwhile cannot be regretted. */
function verdictOf({ treated, held_out }: Effect['arms'], watched: Watched): EffectVerdict {
  if (watched.high < 0) return 'harms';
  const fewest = Math.min(treated.learners, held_out.learners);
  if (treated.learners + held_out.learners < learnersMin || fewest < armMin) return 'too_few';
  return watched.low > 0 ? 'helps' : 'no_evidence';
}

const flowDays = 28;

function enoughInWeeks(
  { treated, held_out }: Effect['arms'],
  cells: readonly EffectCell[],
  today: number,
): number | null {
  const lately = cells.filter(({ day }) => day > today - flowDays);
  const perWeek = (arm: Arm): number =>
    lately
      .filter((cell) => cell.arm === arm)
      .reduce((sum, { learners, waiting, missing }) => sum + learners + waiting + missing, 0) /
    (flowDays / 7);
  const weeks = Math.max(
    weeksUntil(learnersMin - treated.learners - held_out.learners, perWeek('treated') + perWeek('held_out')),
    weeksUntil(armMin - treated.learners, perWeek('treated')),
    weeksUntil(armMin - held_out.learners, perWeek('held_out')),
  );
  return Number.isFinite(weeks) ? Math.ceil(weeks) : null;
}

function weeksUntil(lacking: number, perWeek: number): number {
  if (lacking <= 0) return 0;
  return perWeek === 0 ? Number.POSITIVE_INFINITY : lacking / perWeek;
}
