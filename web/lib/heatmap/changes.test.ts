import { expect, test } from 'vitest';
import { changedColumns } from './changes.ts';

test.each<[string, number[], number[], number, number[]]>([
  ['nothing changed', [1, 2, 3], [1, 2, 3], 0, []],
  ['the running minute counted one more', [1, 2, 3], [1, 2, 4], 0, [2]],
  ['a late event lands in an earlier cell', [1, 2, 3], [2, 2, 3], 0, [0]],
  ['cells that only moved on are not new', [1, 2, 3], [2, 3, 0], 1, []],
  ['what came into a new cell is', [1, 2, 3], [2, 3, 5], 1, [2]],
  ['after a long sleep every counted cell is', [1, 2, 3], [0, 4, 1], 90, [1, 2]],
])('%s', (_, before, after, passed, expected) => {
  expect(changedColumns(before, after, passed)).toEqual(expected);
});
