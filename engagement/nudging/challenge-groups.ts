import { type ChallengeGoal, membersMost } from './challenge.ts';
import { drawOf } from './draw.ts';

/** Somebody who likes to work with others, and how they usually work: of the last weeks. */
export interface Willing {
  learner: string;
  /** Days a week on which they did something on the platform. */
  activeDays: number;
  /** Questions and quizzes a week. */
  answers: number;
  /** The mean of their results, 0..100; null while there are none. */
  percent: number | null;
}

/** Days a week, and points of a result, by which two may differ: beyond it one would only watch the other. */
const daysApartMost = 2;
const percentApartMost = 25;
const usualPercent = 70;

/**
 * The willing of a cohort in groups of two to four who are near each other: as many as can be, with as little between
 * them as can be. Who is near nobody is in none. The seed decides between groups that are as good.
 */
export function groupsOf(willing: readonly Willing[], seed: string): Willing[][] {
  const line = willing
    .map((one) => ({ one, at: levelOf(one) + nudgeMost * drawOf(`${seed} ${one.learner}`) }))
    .toSorted((a, b) => a.at - b.at || (a.one.learner < b.one.learner ? -1 : 1))
    .map(({ one }) => one);
  // The cheapest way to cut the line up to each place; a group is a stretch of it.
  const best: { cost: number; size: number }[] = [{ cost: 0, size: 0 }];
  for (let end = 1; end <= line.length; end++) {
    let found = { cost: (best[end - 1]?.cost ?? 0) + costAlone, size: 1 };
    for (let size = 2; size <= Math.min(membersMost, end); size++) {
      const group = line.slice(end - size, end);
      if (!group.every((one) => group.every((other) => areNear(one, other)))) continue;
      const cost = (best[end - size]?.cost ?? 0) + costOf(group);
      if (cost < found.cost) found = { cost, size };
    }
    best.push(found);
  }
  const groups: Willing[][] = [];
  for (let end = line.length; end > 0; end -= best[end]?.size ?? 1) {
    const size = best[end]?.size ?? 1;
    if (size > 1) groups.unshift(line.slice(end - size, end));
  }
  return groups;
}

export function areNear(one: Willing, other: Willing): boolean {
  const isSameSkill =
    one.percent === null ||
    other.percent === null ||
    Math.abs(one.percent - other.percent) <= percentApartMost;
  return isSameSkill && Math.abs(one.activeDays - other.activeDays) <= daysApartMost;
}

/** What each of a group can reach in what is left of a week: a little more than they usually do. */
export function goalOf(group: readonly Willing[], daysLeft: number): ChallengeGoal {
  const meanOf = (value: (one: Willing) => number): number =>
    group.reduce((sum, one) => sum + value(one), 0) / Math.max(1, group.length);
  const days = meanOf(({ activeDays }) => activeDays);
  // Who is there on most days anyway does not become better by one more.
  const isOften = days >= oftenDays && group.every(({ answers }) => answers >= answersLeast);
  if (isOften) {
    const each = Math.ceil((answersMore * meanOf(({ answers }) => answers)) / 5) * 5;
    return { what: 'answers', each: Math.min(answersMost, each) };
  }
  return {
    what: 'active_days',
    each: Math.min(daysLeft, daysMost, Math.max(daysLeast, Math.floor(days) + 1)),
  };
}

const oftenDays = 4;
const answersLeast = 5;
const answersMore = 1.15;
const answersMost = 60;
const daysLeast = 2;
/** A day off is everybody's. */
const daysMost = 6;

/** More than any group costs, so that nobody is left alone who could be in one. */
const costAlone = 100;
/** So far the seed may move somebody: half a day a week. */
const nudgeMost = 0.5;
/** Three are better than two, of whom one may not come, and than four, of whom one is not missed. */
const sizeBest = 3;
const costOfSize = 0.5;

function costOf(group: readonly Willing[]): number {
  const levels = group.map(levelOf);
  return Math.max(...levels) - Math.min(...levels) + costOfSize * Math.abs(group.length - sizeBest);
}

/** Days a week, with results on the same scale. */
function levelOf({ activeDays, percent }: Willing): number {
  return activeDays + ((percent ?? usualPercent) * daysApartMost) / percentApartMost;
}
