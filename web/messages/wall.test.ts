import { expect, test } from 'vitest';
import { pseudonymWords } from '#engagement/pseudonym.ts';
import { pseudonymLists, wall } from './en-wall.ts';

test('every pseudonym has two words, and no two have the same', () => {
  for (const words of pseudonymLists) {
    expect(words).toHaveLength(pseudonymWords);
    expect(new Set(words).size).toBe(pseudonymWords);
  }
  expect(wall.rows.pseudonym(0, 0, 1)).toBe('Amber Badger');
  expect(wall.rows.pseudonym(63, 63, 2)).toBe('Western Wren 2');
});

test.each([
  [{ from: 0, to: 4 }, 40, '<5', 'fewer than 5'],
  [{ from: 0, to: 7 }, 7, '–', 'not told'],
  [{ from: 20, to: 24 }, 40, '20+', '20 or more'],
  [{ from: 35, to: 40 }, 40, '35+', '35 or more'],
])('%j of %i is told as %s', (steps, of, shown, said) => {
  expect(wall.steps(steps, of)).toBe(shown);
  expect(wall.stepsSaid(steps, of)).toBe(said);
});

test('bands that are told together are named in one breath', () => {
  expect(wall.bands.of(['high'])).toBe('High');
  expect(wall.bands.of(['high', 'medium'])).toBe('High or medium');
  expect(wall.bands.of(['critical', 'high', 'medium'])).toBe('Critical, high or medium');
});
