import type { LearnerEvent } from '../event.ts';
import { drawsOf } from './draw.ts';

/** A question with choices, of which one is right. */
export interface CheckItem {
  question: string;
  choices: string[];
  /** Which of the choices is right, from 0. */
  right: number;
  /** Why, told with the answer. */
  because: string;
}

/** A question as it was when a check was made of it: changed later, it stays as it was asked. */
export type KeptItem = CheckItem & { id: string };

/** An answer to one of a micro-assessment's questions. */
export interface CheckAnswer {
  item: string;
  choice: number;
  isRight: boolean;
  /** RFC 3339. */
  at: string;
}

/** A micro-assessment as its learner sees it: what is right is told with the answer, never before. */
export interface Check {
  id: string;
  learner: string;
  cohort: string;
  /** The nudge that it came from; null where the learner asked for it. */
  nudge: string | null;
  skill: string;
  items: AskedItem[];
  createdAt: string;
  finishedAt: string | null;
}

export interface AskedItem {
  id: string;
  question: string;
  choices: string[];
  answer: ToldAnswer | null;
}

/** Feedback at once: whether it was right, what is, and why. */
export interface ToldAnswer {
  choice: number;
  isRight: boolean;
  right: number;
  because: string;
  at: string;
}

/** More would no longer be done while one waits for a bus. */
const itemsMost = 3;

/** Questions of which this learner was asked least often come first; among equals the draw decides, the same for the same seed. */
export function drawItems<Item extends { id: string }>(
  bank: readonly Item[],
  timesAsked: ReadonlyMap<string, number>,
  seed: string,
): Item[] {
  const draw = drawsOf(seed);
  return bank
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((item) => ({ item, times: timesAsked.get(item.id) ?? 0, place: draw() }))
    .toSorted((one, other) => one.times - other.times || one.place - other.place)
    .slice(0, itemsMost)
    .map(({ item }) => item);
}

/** How many questions there will be of a bank of so many. */
export function itemsAsked(bank: number): number {
  return Math.min(bank, itemsMost);
}

export function askedItems(items: readonly KeptItem[], answers: readonly CheckAnswer[]): AskedItem[] {
  return items.map(({ id, question, choices, right, because }) => {
    const given = answers.find(({ item }) => item === id);
    const answer = given && {
      choice: given.choice,
      isRight: given.isRight,
      right,
      because,
      at: given.at,
    };
    return { id, question, choices, answer: answer ?? null };
  });
}

/** What becomes of an answer: it is new, the first one stands, or there is no such question or choice. */
export type AnswerResult =
  | { what: 'new'; answer: CheckAnswer; isLast: boolean }
  | { what: 'stands' | 'no_item' | 'no_choice' };

export function answerTo(
  items: readonly KeptItem[],
  answers: readonly CheckAnswer[],
  { item, choice, at }: { item: string; choice: number; at: number },
): AnswerResult {
  const asked = items.find(({ id }) => id === item);
  if (asked === undefined) return { what: 'no_item' };
  if (asked.choices[choice] === undefined) return { what: 'no_choice' };
  if (answers.some((given) => given.item === item)) return { what: 'stands' };
  const answer = { item, choice, isRight: choice === asked.right, at: new Date(at).toISOString() };
  return { what: 'new', answer, isLast: answers.length + 1 === items.length };
}

/** An answer as an event like any other. Its id says what was answered where, so that told twice it counts once. */
export function answerEvent(
  check: string,
  { item, isRight, at }: CheckAnswer,
  about: { learner: string; skill: string; module: string | null },
): LearnerEvent {
  return {
    id: `${check}/${item}`,
    learner: about.learner,
    type: 'answer',
    at: Date.parse(at),
    skill: about.skill,
    ...(about.module === null ? {} : { module: about.module }),
    correct: isRight,
  };
}
