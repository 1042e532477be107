import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('of each name so many work at once, whatever others do, and a turn is given back once', () => {
  const turns = new Turns(2);
  const first = turns.take('a');
  expect(first).not.toBeNull();
  expect(turns.take('a')).not.toBeNull();
  expect(turns.take('a')).toBeNull();
  expect(turns.take('b')).not.toBeNull();
  first?.();
  first?.();
  expect(turns.take('a')).not.toBeNull();
  expect(turns.take('a')).toBeNull();
});
