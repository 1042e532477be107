import { dayOf, mondayOf, startOfDay } from '../day.ts';
import type { WindowRead } from '../window.ts';

/** What some learners of a cohort want to reach together in a week. */
export interface ChallengeGoal {
  what: (typeof challengeGoals)[number];
  /** Of each of them. */
  each: number;
}

export const challengeGoals = ['active_days', 'answers'] as const;

/** A week together as one of its learners sees it: of the others a name they chose, how far they are, and nothing else. */
export interface Challenge {
  id: string;
  cohortName: string;
  /** In which its days are counted. */
  timeZone: string;
  goal: ChallengeGoal;
  startsAt: string;
  endsAt: string;
  state: 'invited' | 'joined';
  /** As whom the others see this learner. */
  shownAs: string;
  done: number;
  /** Those who joined, by name: there is no first and no last. Whoever was only asked does not see them yet. */
  others: { shownAs: string; done: number }[];
  /** How many others joined, and how many were asked and have not answered. */
  joined: number;
  asked: number;
}

/** So many work together at most. */
export const membersMost = 4;

/** The days of a week together, from Monday. */
export interface ChallengeWeek {
  monday: number;
  startsAt: number;
  endsAt: number;
}

/** From Friday on a week is too far gone to begin: the next one is meant. */
const lastDayToBegin = 3;

export function weekToJoin(now: number, timeZone: string): ChallengeWeek {
  const today = dayOf(now, timeZone);
  const monday = mondayOf(today);
  return weekFrom(today - monday > lastDayToBegin ? monday + 7 : monday, timeZone);
}

export function weekFrom(monday: number, timeZone: string): ChallengeWeek {
  return { monday, startsAt: startOfDay(monday, timeZone), endsAt: startOfDay(monday + 7, timeZone) };
}

/** How far a learner is, by what is counted of them, in the week that begins on this day. */
export function doneOf(
  { what }: ChallengeGoal,
  { today, lms, quizzes }: Pick<WindowRead, 'today' | 'lms' | 'quizzes'>,
  monday: number,
): number {
  const ring = what === 'active_days' ? lms : quizzes;
  let done = 0;
  for (let day = monday; day < monday + 7 && day <= today; day++) {
    const count = ring[ring.length - 1 - (today - day)] ?? 0;
    done += what === 'active_days' ? Math.min(1, count) : count;
  }
  return done;
}

/** As whom the others see somebody: the name they chose, or their first name. */
export function nameShown(shownAs: string | null, name: string): string {
  return shownAs?.trim() ?? name.trim().split(/\s+/)[0] ?? '';
}

/** By name, and of two with the same name the second is told apart. */
export function withOwnNames<One extends { shownAs: string }>(members: readonly One[]): One[] {
  const times = new Map<string, number>();
  const sorted = members.toSorted((one, other) => one.shownAs.localeCompare(other.shownAs, 'en'));
  return sorted.map((one) => {
    const before = times.get(one.shownAs) ?? 0;
    times.set(one.shownAs, before + 1);
    return before === 0 ? one : { ...one, shownAs: `${one.shownAs} (${before + 1})` };
  });
}
