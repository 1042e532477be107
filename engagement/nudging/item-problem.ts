import { titleMaxChars } from '../course-plan-problem.ts';
import { type Problem, firstProblem } from '../problem.ts';
import type { CheckItem } from './check.ts';

export const choicesMin = 2;
export const choicesMax = 6;
export const questionMaxChars = 500;
export const choiceMaxChars = 200;
export const becauseMaxChars = 1_000;
export const skillMaxChars = titleMaxChars;

/** A question on a skill, as somebody wrote it. */
export interface WrittenItem extends CheckItem {
  skill: string;
}

/** The first thing that is wrong with a question, in words for whoever wrote it; null when learners may be asked it. */
export function itemProblem({ skill, question, choices, right, because }: WrittenItem): Problem | null {
  return (
    textProblem('skill', skill, skillMaxChars, 'Name the skill, as events and the course plan do.') ??
    textProblem('question', question, questionMaxChars, 'Write the question.') ??
    choicesProblem(choices) ??
    rightProblem(right, choices.length) ??
    textProblem('because', because, becauseMaxChars, 'Say why: it is told with the answer.')
  );
}

/** As it is kept: spaces around a text say nothing, and made two questions of one. */
export function tidyItem({ skill, question, choices, right, because }: WrittenItem): WrittenItem {
  return {
    skill: skill.trim(),
    question: question.trim(),
    choices: choices.map((choice) => choice.trim()),
    right,
    because: because.trim(),
  };
}

function choicesProblem(choices: readonly string[]): Problem | null {
  if (choices.length < choicesMin || choices.length > choicesMax) {
    const message = `A question has ${choicesMin} to ${choicesMax} choices; this one has ${choices.length}.`;
    return { field: 'choices', message };
  }
  return firstProblem(choices.entries(), ([place, choice]) => {
    const field = `choices.${place}`;
    const problem = textProblem(field, choice, choiceMaxChars, 'Fill in the choice, or take it away.');
    if (problem !== null) return problem;
    const isTwice = choices.findIndex((other) => other.trim() === choice.trim()) < place;
    return isTwice ? { field, message: 'This choice is there twice.' } : null;
  });
}

function rightProblem(right: number, choices: number): Problem | null {
  if (Number.isInteger(right) && right >= 0 && right < choices) return null;
  return { field: 'right', message: 'Say which of the choices is right.' };
}

function textProblem(field: string, text: string, maxChars: number, missing: string): Problem | null {
  if (text.trim() === '') return { field, message: missing };
  if (text.length > maxChars) return { field, message: `This can have at most ${maxChars} characters.` };
  // PostgreSQL cannot hold NUL, and half a surrogate pair does not survive UTF-8.
  if (text.includes('\u0000') || !text.isWellFormed()) {
    return { field, message: 'This must be well-formed text.' };
  }
  return null;
}
