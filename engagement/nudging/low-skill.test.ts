import { describe, expect, test } from 'vitest';
import { dayMs } from '../day.ts';
import type { Practice } from '../mastery.ts';
import { lowSkillOf } from './low-skill.ts';

const now = 100 * dayMs;

function practised(skill: string, daysAgo: number, ...rights: number[]): Practice[] {
  return rights.map((right) => ({ skill, module: null, at: now - daysAgo * dayMs, right, counts: 1 }));
}

describe('low results are about', () => {
  test.each<[string, Practice[], string | null]>([
    ['nothing where no skill is named', [], null],
    [
      'the skill that is low',
      [...practised('Angles', 1, 1, 1), ...practised('Fractions', 1, 0, 1, 0)],
      'Fractions',
    ],
    [
      'the lowest of several',
      [...practised('Angles', 1, 0.5), ...practised('Fractions', 2, 0.2)],
      'Fractions',
    ],
    ['nothing where each is well', practised('Angles', 1, 0.6), null],
    [
      'only what was done in these days',
      [...practised('Angles', 8, 0), ...practised('Fractions', 6, 0.5)],
      'Fractions',
    ],
    ['nothing that is yet to come', practised('Angles', -1, 0), null],
    ['of two that are as low, always the same', [...practised('B', 1, 0), ...practised('A', 1, 0)], 'A'],
  ])('%s', (_, practice, skill) => {
    expect(lowSkillOf(practice, now)).toBe(skill);
  });
});
