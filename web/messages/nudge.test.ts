import { describe, expect, test } from 'vitest';
import { nudge } from './en-nudge.ts';

describe('a reminder after low results', () => {
  const low = { kind: 'reminder', rule: 'low_results' } as const;

  test('names the skill that was hard', () => {
    const { title, text } = nudge.step({ ...low, params: { percent: 41, skill: 'Fractions' } });
    expect(title).toBe('Fractions: look at it once more');
    expect(text).toContain('The last results on Fractions were hard.');
  });

  test('names none where nobody said which it was', () => {
    const { title, text } = nudge.step({ ...low, params: { percent: 41 } });
    expect(title).toBe('Look at it once more');
    expect(text).toContain('The last results were hard.');
  });
});
