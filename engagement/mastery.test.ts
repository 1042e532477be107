import { describe, expect, test } from 'vitest';
import { dayMs } from './day.ts';
import { type Practice, masteryBefore, masteryOf, practiceOf } from './mastery.ts';

const begins = Date.UTC(2026, 2, 2);

function answers(rights: readonly number[], skill = 'Ratio'): Practice[] {
  return rights.map((right, at) => ({
    skill,
    module: 'Numbers',
    at: begins + at * 60_000,
    right,
    counts: 1,
  }));
}

function valueAfter(practice: readonly Practice[], days = 0, skill = 'Ratio'): number {
  return masteryOf(practice, begins + dayMs + days * dayMs).find((one) => one.skill === skill)?.value ?? -1;
}

describe('mastery of a skill', () => {
  test('is known of what was practised alone', () => {
    expect(masteryOf([], begins)).toEqual([]);
    expect(masteryOf(answers([1, 0]), begins).map(({ skill }) => skill)).toEqual(['Ratio']);
  });

  test('is never lowered by one more right answer, nor raised by making one wrong', () => {
    let state = 7;
    const next = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 200; round++) {
      const given = Array.from({ length: Math.floor(60 * next()) }, () => Number(next() < 0.6));
      // Of no answer there is no mastery, which reads as less than any.
      expect(valueAfter(answers([...given, 1]))).toBeGreaterThanOrEqual(valueAfter(answers(given)));
      expect(valueAfter(answers([...given, 0]))).toBeLessThan(valueAfter(answers([...given, 1])));
    }
  });

  test('fades towards where it began when nobody practises, and the last practice is remembered', () => {
    const practice = answers(Array.from({ length: 60 }, () => 1));
    const values = [0, 10, 30, 90].map((days) => valueAfter(practice, days));
    expect(values).toEqual(values.toSorted((one, other) => other - one));
    const [later] = masteryOf(practice, begins + 60 * dayMs);
    expect(later?.practised).toBeGreaterThan(later?.value ?? 1);
  });

  test('is a chance, whatever was answered', () => {
    for (const right of [0, 1]) {
      const practice = answers(Array.from({ length: 500 }, () => right));
      for (const value of [valueAfter(practice), masteryBefore(practice, begins + dayMs)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });

  test('of a new skill begins below what the learner gets right in general', () => {
    const practice = answers(Array.from({ length: 40 }, (_, at) => Number(at % 5 > 0)));
    expect(masteryBefore(practice, begins + dayMs)).toBeLessThan(0.75);
    expect(masteryBefore(practice, begins + dayMs)).toBeGreaterThan(0.6);
  });
});

test.each([
  [
    { type: 'answer', skill: 'Ratio', correct: true },
    { skill: 'Ratio', module: null, right: 1, counts: 1 },
  ],
  [
    { type: 'answer', module: 'Numbers', correct: false },
    { skill: 'Numbers', module: 'Numbers', right: 0, counts: 1 },
  ],
  [
    { type: 'quiz_attempt', skill: 'Ratio', percent: 60 },
    { skill: 'Ratio', module: null, right: 0.6, counts: 3 },
  ],
] as const)('%j tells of a skill as %j', (event, expected) => {
  expect(practiceOf({ at: begins, ...event })).toEqual({ at: begins, ...expected });
});

test.each([
  { type: 'quiz_attempt', skill: 'Ratio' },
  { type: 'content_view', skill: 'Ratio', percent: 60 },
  { type: 'answer', correct: true },
] as const)('%j tells of no skill', (event) => {
  expect(practiceOf({ at: begins, ...event })).toBeNull();
});
