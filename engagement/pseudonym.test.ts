import { expect, test } from 'vitest';
import { pseudonymWords, pseudonymsOf } from './pseudonym.ts';

const draw = (enrolment: string): number => ({ b: 70, c: 6 })[enrolment] ?? 5;

test('of two who draw the same words the second is told apart, and the first keeps them whoever comes', () => {
  const two = pseudonymsOf(['d', 'b', 'a'], draw);
  expect(two.get('a')).toEqual({ first: 0, second: 5, again: 1 });
  expect(two.get('d')).toEqual({ first: 0, second: 5, again: 2 });
  expect(two.get('b')).toEqual({ first: 1, second: 70 - pseudonymWords, again: 1 });
  const three = pseudonymsOf(['a', 'b', 'c', 'd', 'e'], draw);
  for (const [enrolment, pseudonym] of two) expect(three.get(enrolment)).toEqual(pseudonym);
  expect(three.get('e')?.again).toBe(3);
});
