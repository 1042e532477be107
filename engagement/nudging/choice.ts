import { dayMs } from '../day.ts';
import type { NudgeKind, PastNudge } from '../nudge.ts';
import { drawOf, drawsOf } from './draw.ts';

/** Of nudges of a kind whose three days are over, for learners like this one: how many came back, of how many. */
export interface KindEvidence {
  returned: number;
  of: number;
}

/** Draws that tell how likely each kind is to be the best. */
const draws = 200;
/** Nothing is so sure that it is never tried again: of what is decided, so much is left to each kind. */
const chanceMin = 0.05;
/** Before anything is known: as if two of ten had come back. */
const priorReturned = 2;
const priorOf = 10;
/** What was just sent is worth less, by so much, and half of that is over after so many days. */
const staleShare = 0.6;
const staleHalfDays = 4;

/**
 * How likely each kind is to be chosen: as likely as it is the one that helps most, by what is known of learners like
 * this one, with what this learner was just sent counting for less. The chances are kept with the decision, so that
 * any other way of choosing can be judged later by what came of this one.
 */
export function chancesOf(
  kinds: readonly NudgeKind[],
  {
    evidence,
    past,
    now,
    seed,
  }: { evidence: Record<NudgeKind, KindEvidence>; past: readonly PastNudge[]; now: number; seed: string },
): Map<NudgeKind, number> {
  // Most rules leave nothing to choose, and drawing is most of what a decision costs.
  if (kinds.length <= 1) return new Map(kinds.map((kind) => [kind, 1]));
  const draw = drawsOf(`choice ${seed}`);
  const wins = new Map(kinds.map((kind) => [kind, 0]));
  const worth = new Map(kinds.map((kind) => [kind, freshnessOf(kind, past, now)]));
  for (let round = 0; round < draws; round++) {
    let best: NudgeKind | null = null;
    let highest = -1;
    for (const kind of kinds) {
      const { returned, of } = evidence[kind];
      const value =
        (worth.get(kind) ?? 1) *
        betaDraw(draw, priorReturned + returned, priorOf - priorReturned + of - returned);
      if (value > highest) [best, highest] = [kind, value];
    }
    if (best !== null) wins.set(best, (wins.get(best) ?? 0) + 1);
  }
  const left = 1 - chanceMin * kinds.length;
  return new Map(kinds.map((kind) => [kind, chanceMin + (left * (wins.get(kind) ?? 0)) / draws]));
}

/** One of them, each as often as its chance says; null where there is none. */
export function drawnOf(chances: ReadonlyMap<NudgeKind, number>, seed: string): NudgeKind | null {
  let rest = drawOf(`drawn ${seed}`);
  let last: NudgeKind | null = null;
  for (const [kind, chance] of chances) {
    last = kind;
    rest -= chance;
    if (rest < 0) break;
  }
  return last;
}

function freshnessOf(kind: NudgeKind, past: readonly PastNudge[], now: number): number {
  const last = Math.max(
    ...past.filter((one) => one.kind === kind).map(({ at }) => at),
    Number.NEGATIVE_INFINITY,
  );
  const days = Math.max(0, (now - last) / dayMs);
  return 1 - staleShare * 0.5 ** (days / staleHalfDays);
}

function betaDraw(draw: () => number, a: number, b: number): number {
  const [one, other] = [gammaDraw(draw, a), gammaDraw(draw, b)];
  return one / (one + other);
}

/** Marsaglia and Tsang's method, for shapes of at least one. */
function gammaDraw(draw: () => number, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
