import type { Candidate, NudgeKind } from '../nudge.ts';
import type { Difference } from './difference.ts';

/** A choice that was made and sent, with what else might have been chosen, and what came of it. */
export interface LoggedChoice {
  learner: string;
  kind: NudgeKind;
  candidates: readonly Candidate[];
  returned: boolean;
}

/** Other ways to choose: each kind that may be sent as often as another, or a reminder wherever one may be sent. */
export const otherWays = ['uniform', 'always_reminder'] as const;
export type OtherWay = (typeof otherWays)[number];

/** What would have come of another way to choose, beside what came of ours. */
export interface OtherWayEffect {
  way: OtherWay;
  /** How many would have come back of those who were sent something, 0 to 1. */
  returned: number;
  /** How many more than came back of ours. */
  apart: Difference;
  /** As many choices of its own would tell as much: few of ours may be like those it would have made. */
  effective: number;
}

/**
 * What other ways to choose would have brought, by what was chosen: a choice counts as many times as that way would have
 * made it for each time that ours does, by the chances stored with it (inverse propensity, normalised by its own sum). A
 * learner is counted as one in how sure it is, however many nudges they were sent.
 */
export function otherWaysOf(choices: readonly LoggedChoice[]): OtherWayEffect[] {
  const known = choices.filter(({ kind, candidates }) => chanceOf(kind, candidates) > 0);
  if (known.length === 0) return [];
  return otherWays.map((way) => effectOfWay(way, known));
}

function effectOfWay(way: OtherWay, choices: readonly LoggedChoice[]): OtherWayEffect {
  const weights = choices.map((choice) => wantedBy(way, choice) / chanceOf(choice.kind, choice.candidates));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const squares = weights.reduce((all, weight) => all + weight ** 2, 0);
  const mean = (weigh: (index: number) => number, of: number): number =>
    of === 0 ? 0 : choices.reduce((all, { returned }, index) => all + (returned ? weigh(index) : 0), 0) / of;
  const returned = mean((index) => weights[index] ?? 0, sum);
  const ours = mean(() => 1, choices.length);
  // What each learner moves the difference by.
  const moved = new Map<string, number>();
  for (const [index, { learner, returned: came }] of choices.entries()) {
    const theirs = sum === 0 ? 0 : ((weights[index] ?? 0) * (Number(came) - returned)) / sum;
    const own = (Number(came) - ours) / choices.length;
    moved.set(learner, (moved.get(learner) ?? 0) + theirs - own);
  }
  const half = 1.959964 * Math.sqrt([...moved.values()].reduce((all, one) => all + one ** 2, 0));
  const value = returned - ours;
  return {
    way,
    returned,
    apart: { value, low: value - half, high: value + half },
    effective: squares === 0 ? 0 : sum ** 2 / squares,
  };
}

/** How likely this way would have been to choose what was chosen. */
function wantedBy(way: OtherWay, { kind, candidates }: LoggedChoice): number {
  const open = candidates.filter(({ not }) => not === null);
  switch (way) {
    case 'uniform':
      return 1 / open.length;
    case 'always_reminder':
      // Where none can be sent it chooses as ours does.
      if (!open.some((one) => one.kind === 'reminder')) return chanceOf(kind, candidates);
      return kind === 'reminder' ? 1 : 0;
  }
}

function chanceOf(kind: NudgeKind, candidates: readonly Candidate[]): number {
  return candidates.find((one) => one.kind === kind)?.chance ?? 0;
}
