import { chanceOfShares } from './differing/exact.ts';
import type { LearnerFacts, StretchOf } from './differing/facts.ts';
import { falseFindsMost, falseFindsOf } from './differing/false-finds.ts';
import type { Differences, Finding, Sides } from './differing/finding.ts';
import { type Measured, type MeasureName, claimsOf, numbersOf, perOf } from './differing/measures.ts';
import { middleOf } from './differing/middle.ts';
import { apartOf } from './differing/ranks.ts';
import { type Tie, largestTie } from './differing/tie.ts';
import { goesWith } from './differing/together.ts';
import { type Share, differenceOf } from './nudging/difference.ts';

/** Fewer are persons, not a group: whatever they have in common may be chance. */
const sideMin = 5;
/** Curves are good for as many that are not tied on the smaller side; below that the tie itself is counted. */
const freeMin = 5;

/**
 * Ranked by how much they differ at least: the near end of the interval, which is far from nought only where a difference is
 * both large and sure. The order of the learners changes nothing.
 */
export function differencesOf(
  learners: readonly LearnerFacts[],
  selected: ReadonlySet<string>,
  stretch: StretchOf,
): Differences {
  const isThese = learners.map(({ enrolment }) => selected.has(enrolment));
  const these = isThese.filter(Boolean).length;
  const others = learners.length - these;
  const numbers = numbersOf(learners, stretch);
  const seen = [
    ...numbers.flatMap((measured) => numberSeen(measured, isThese)),
    ...claimsOf(learners).flatMap(({ of, values }) => shareSeen(of, values, isThese, null)),
  ];
  const judged = seen.filter(({ known }) => known >= sideMin);
  const falseFinds = falseFindsOf(judged.map(({ chance }) => chance));
  const findings = seen.map(({ chance: _, known: __, ...one }): Finding => {
    const place = judged.findIndex(({ of }) => of === one.of);
    const share = falseFinds[place] ?? 1;
    return { ...one, falseFinds: share, isSure: share <= falseFindsMost, goesWith: null };
  });
  const ranked = findings.toSorted(byStrength);
  return {
    these,
    others,
    isTooFew: Math.min(these, others) < sideMin,
    per: perOf(stretch),
    compared: judged.length,
    findings: goesWith(ranked, numbers),
  };
}

/** Before it is known how many were compared. */
type Seen = Pick<Finding, 'of' | 'apart'> &
  Sides & {
    chance: number;
    /** On the side of which less is known. */
    known: number;
  };

function numberSeen({ of, values }: Measured<number>, isThese: readonly boolean[]): Seen[] {
  const [here, there] = sidesOf(values, isThese);
  const known = Math.min(here.length, there.length);
  if (known === 0) return [];
  const tie = largestTie([...here, ...there]);
  if (tie.share === 1) return [];
  if (known >= sideMin && known * (1 - tie.share) < freeMin) {
    const has = values.map((value) =>
      value === null ? null : tie.is === 'more' ? value > tie.value : value < tie.value,
    );
    return shareSeen(of, has, isThese, { is: tie.is, value: tie.value });
  }
  const { chance, ...apart } = apartOf(here, there);
  return [{ of, as: 'number', these: middleOf(here), others: middleOf(there), apart, chance, known }];
}

function shareSeen(
  of: MeasureName,
  values: readonly (boolean | null)[],
  isThese: readonly boolean[],
  than: Tie | null,
): Seen[] {
  const [these, others] = sidesOf(values, isThese).map((side): Share => ({
    of: side.length,
    hits: side.filter(Boolean).length,
  }));
  const apart = these && others && differenceOf(these, others);
  if (!apart || these.hits + others.hits === 0) return [];
  if (these.hits + others.hits === these.of + others.of) return [];
  const known = Math.min(these.of, others.of);
  return [{ of, as: 'share', these, others, than, apart, chance: chanceOfShares(these, others), known }];
}

function sidesOf<Value>(values: readonly (Value | null)[], isThese: readonly boolean[]): [Value[], Value[]] {
  const sides: [Value[], Value[]] = [[], []];
  for (const [index, value] of values.entries())
    if (value !== null) sides[isThese[index] ? 0 : 1].push(value);
  return sides;
}

function byStrength(one: Finding, other: Finding): number {
  return (
    Number(other.isSure) - Number(one.isSure) ||
    leastOf(other) - leastOf(one) ||
    Math.abs(other.apart.value) - Math.abs(one.apart.value) ||
    (one.of < other.of ? -1 : 1)
  );
}

/** At least so far apart; below nought by how far it may be the other way round. */
function leastOf({ apart: { value, low, high } }: Finding): number {
  return value >= 0 ? low : -high;
}
