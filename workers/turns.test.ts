import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('of each name so many work at once, whatever others do, and a turn is given back once', () => {
  const turns = new Turns(20, 2);
  const first = turns.take('a');
  expect(first).not.toBeNull();
  expect(turns.sated).toEqual([]);
  expect(turns.take('a')).not.toBeNull();
  expect(turns.take('a')).toBeNull();
  expect(turns.sated).toEqual(['a']);
  expect(turns.take('b')).not.toBeNull();
  first?.();
  first?.();
  expect(turns.take('a')).not.toBeNull();
  expect(turns.take('a')).toBeNull();
});

test('the last quarter is for those who have none, until all are taken', () => {
  const turns = new Turns(8, 5);
  const taken = (name: string): boolean => turns.take(name) !== null;
  expect(Array.from({ length: 6 }, () => taken('a'))).toEqual([true, true, true, true, true, false]);
  expect([taken('b'), taken('b')]).toEqual([true, false]);
  expect(turns.sated).toEqual(['a', 'b']);
  expect([taken('c'), turns.areAllTaken, taken('d'), turns.areAllTaken]).toEqual([true, false, true, true]);
  expect(taken('e')).toBe(false);
});
