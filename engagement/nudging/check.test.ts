import { describe, expect, test } from 'vitest';
import { type KeptItem, answerEvent, answerTo, askedItems, drawItems } from './check.ts';
import { checkSkillOf } from './check-skill.ts';
import type { Practice } from '../mastery.ts';

const bank = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const items: KeptItem[] = ['a', 'b'].map((id) => ({
  id,
  question: `${id}?`,
  choices: ['yes', 'no'],
  right: 1,
  because: `${id} is so.`,
}));
const at = Date.UTC(2026, 2, 2, 9);
const dayMs = 86_400_000;

describe('the questions of a check', () => {
  test('are three, the same for the same seed, whatever the order of the bank', () => {
    const drawn = drawItems(bank, new Map(), 'maya 1');
    expect(drawn).toHaveLength(3);
    expect(drawItems(bank.toReversed(), new Map(), 'maya 1')).toEqual(drawn);
    const others = Array.from({ length: 20 }, (_, seed) => drawItems(bank, new Map(), `maya ${seed}`));
    expect(new Set(others.map((some) => some.map(({ id }) => id).join(''))).size).toBeGreaterThan(5);
  });

  test('are those that were not asked before, as long as there are any', () => {
    const asked = new Map([
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ]);
    for (let seed = 0; seed < 20; seed++) {
      const drawn = drawItems(bank, asked, String(seed)).map(({ id }) => id);
      expect(drawn.slice(0, 2).toSorted()).toEqual(['d', 'e']);
      expect(drawn).not.toContain('a');
    }
  });

  test('do not tell what is right before they are answered', () => {
    const [first, second] = askedItems(items, [
      { item: 'a', choice: 0, isRight: false, at: '2026-03-02T09:00:00.000Z' },
    ]);
    expect(first?.answer).toMatchObject({ choice: 0, isRight: false, right: 1, because: 'a is so.' });
    expect(second).toEqual({ id: 'b', question: 'b?', choices: ['yes', 'no'], answer: null });
  });
});

describe('an answer', () => {
  test('is right or wrong, and the last one ends the check', () => {
    const first = answerTo(items, [], { item: 'b', choice: 1, at });
    expect(first).toMatchObject({
      what: 'new',
      isLast: false,
      answer: { item: 'b', choice: 1, isRight: true },
    });
    const answers = first.what === 'new' ? [first.answer] : [];
    expect(answerTo(items, answers, { item: 'a', choice: 0, at })).toMatchObject({
      isLast: true,
      answer: { isRight: false },
    });
  });

  test('stands as it was given first', () => {
    const answers = [{ item: 'a', choice: 0, isRight: false, at: '' }];
    expect(answerTo(items, answers, { item: 'a', choice: 1, at })).toEqual({ what: 'stands' });
  });

  test.each([
    ['z', 0, 'no_item'],
    ['a', 2, 'no_choice'],
    ['a', -1, 'no_choice'],
    ['a', 0.5, 'no_choice'],
  ])('to question %s with choice %s is %s', (item, choice, what) => {
    expect(answerTo(items, [], { item, choice, at })).toEqual({ what });
  });

  test('is an event of the learner, named by check and question', () => {
    const answer = { item: 'a', choice: 0, isRight: false, at: new Date(at).toISOString() };
    expect(answerEvent('check', answer, { learner: 'maya', skill: 'Ratio', module: null })).toEqual({
      id: 'check/a',
      learner: 'maya',
      type: 'answer',
      at,
      skill: 'Ratio',
      correct: false,
    });
  });
});

describe('the skill of a check', () => {
  const skills = new Set(['Ratio', 'Decimals', 'Angles']);
  const quiet = { rule: 'quiet_days', skill: null } as const;
  const low = { rule: 'low_results', skill: null } as const;

  function practised(skill: string, right: number[], daysAgo: number): Practice[] {
    return right.map((one) => ({ skill, module: null, at: at - daysAgo * dayMs, right: one, counts: 1 }));
  }
  const fades = practised('Ratio', [0, 1, 1, 1, 1, 1, 1, 1, 1], 90);
  const fails = practised('Decimals', [0, 0, 0, 1, 0], 2);
  const good = practised('Angles', [1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1], 1);

  test('is one that fades or fails, the lowest first', () => {
    expect(checkSkillOf([...fades, ...good], skills, quiet, at)).toBe('Ratio');
    expect(checkSkillOf([...fades, ...fails, ...good], skills, quiet, at)).toBe('Decimals');
  });

  test('is the one that fails, where results asked for it', () => {
    expect(checkSkillOf([...fades, ...fails, ...good], skills, low, at)).toBe('Decimals');
    expect(checkSkillOf([...fades, ...good], skills, low, at)).toBe('Ratio');
  });

  test('is the one that was named, where there are questions on it', () => {
    const named = { rule: 'low_results', skill: 'Angles' } as const;
    expect(checkSkillOf([...fails, ...good], skills, named, at)).toBe('Angles');
    expect(checkSkillOf([...fails, ...good], new Set(['Decimals']), named, at)).toBe('Decimals');
  });

  test.each([
    ['all goes well', good, skills],
    ['nothing was practised', [], skills],
    ['there are no questions on it', fails, new Set(['Ratio'])],
    ['two answers show nothing yet', practised('Decimals', [0, 0], 2), skills],
  ])('is none where %s', (_, practice, withItems) => {
    expect(checkSkillOf(practice, withItems, quiet, at)).toBeNull();
  });
});
