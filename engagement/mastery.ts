import { dayMs } from './day.ts';
import type { LearnerEvent } from './event.ts';

/** What a learner has shown of a skill. */
export interface Mastery {
  skill: string;
  module: string | null;
  /** The chance that their next answer is right. */
  value: number;
  /** The same as it was when they last practised. */
  practised: number;
  answers: number;
  /** Of the last five, how many were right, a quiz counting for its share. */
  lastRight: number;
  lastOf: number;
  lastAt: number;
}

/** An answer, or a quiz, whose share right counts as several. */
export interface Practice {
  skill: string;
  module: string | null;
  at: number;
  /** 0..1. */
  right: number;
  /** As how many answers it counts. */
  counts: number;
}

/** Null for what says nothing of a skill. What names none belongs to its module. */
export function practiceOf({
  type,
  at,
  skill,
  module,
  correct,
  percent,
}: Pick<LearnerEvent, 'type' | 'at' | 'skill' | 'module' | 'correct' | 'percent'>): Practice | null {
  const name = skill ?? module;
  if (name === undefined || (type !== 'answer' && type !== 'quiz_attempt')) return null;
  const right = correct === undefined ? (percent === undefined ? null : percent / 100) : Number(correct);
  if (right === null) return null;
  return { skill: name, module: module ?? null, at, right, counts: type === 'answer' ? 1 : quizCounts };
}

/**
 * The chance of a right answer in each skill that was practised, in the order in which they were first. It begins below
 * what the learner gets right in general, rises with right answers, and sinks back as these fade: what is not practised
 * is forgotten. `all` is in order of time, and nothing in it is later than `now`.
 */
export function masteryOf(all: readonly Practice[], now: number): Mastery[] {
  const general: Evidence = { right: 0, counts: 0, at: 0 };
  const skills = new Map<string, Known>();
  for (const { skill, module, at, right, counts } of all) {
    const known = skills.get(skill) ?? {
      module,
      evidence: { right: 0, counts: 0, at },
      answers: 0,
      last: [],
    };
    skills.set(skill, known);
    add(general, generalHalfLifeDays, at, right, counts);
    add(known.evidence, skillHalfLifeDays, at, right, counts);
    known.module = module ?? known.module;
    known.answers++;
    known.last = [...known.last.slice(1 - lastSeen), right];
  }
  const own = levelOf(faded(general, generalHalfLifeDays, now));
  return Array.from(skills, ([skill, { module, evidence, answers, last }]) => ({
    skill,
    module,
    value: chanceOf(own, faded(evidence, skillHalfLifeDays, now)),
    practised: chanceOf(own, evidence),
    answers,
    lastRight: last.reduce((sum, right) => sum + right, 0),
    lastOf: last.length,
    lastAt: evidence.at,
  }));
}

/** Of a skill that was never practised. */
export function masteryBefore(all: readonly Practice[], now: number): number {
  const general: Evidence = { right: 0, counts: 0, at: 0 };
  for (const { at, right, counts } of all) add(general, generalHalfLifeDays, at, right, counts);
  return chanceOf(levelOf(faded(general, generalHalfLifeDays, now)), { right: 0, counts: 0, at: now });
}

/** What practice has left, as of a moment. */
interface Evidence {
  right: number;
  counts: number;
  at: number;
}

interface Known {
  module: string | null;
  evidence: Evidence;
  answers: number;
  last: number[];
}

const lastSeen = 5;
/* Chosen on simulated learners (seed 'tune'): docs/models.md has how. */
const quizCounts = 3;
const generalHalfLifeDays = 60;
const skillHalfLifeDays = 30;
/** Before anything is known of a learner, and as how many answers that counts. */
const usualLevel = 0.7;
const usualCounts = 5;
/** So far below the learner's level a skill begins, how much each doubling or so of right answers adds, and as how many answers that counts. */
const newGap = 0.12;
const gain = 0.05;
const levelCounts = 40;

function add(evidence: Evidence, halfLifeDays: number, at: number, right: number, counts: number): void {
  Object.assign(evidence, faded(evidence, halfLifeDays, at));
  evidence.right += counts * right;
  evidence.counts += counts;
}

function faded({ right, counts, at }: Evidence, halfLifeDays: number, now: number): Evidence {
  const left = 0.5 ** (Math.max(0, now - at) / dayMs / halfLifeDays);
  return { right: left * right, counts: left * counts, at: now };
}

function levelOf({ right, counts }: Evidence): number {
  return (usualCounts * usualLevel + right) / (usualCounts + counts);
}

function chanceOf(level: number, { right, counts }: Evidence): number {
  const expected = Math.max(0, Math.min(1, level - newGap + gain * Math.log1p(right)));
  return (levelCounts * expected + right) / (levelCounts + counts);
}
