import { expect, test } from 'vitest';
import { moved } from './grid-moves.ts';

const rows = 30;
const columns = 60;

test.each<[string, string, boolean, [number, number], [number, number]]>([
  ['down one row', 'ArrowDown', false, [3, 10], [4, 10]],
  ['not beyond the last row', 'ArrowDown', false, [29, 10], [29, 10]],
  ['up one row', 'ArrowUp', false, [3, 10], [2, 10]],
  ['from the name straight to now', 'ArrowRight', false, [3, -1], [3, 59]],
  ['back in time', 'ArrowLeft', false, [3, 59], [3, 58]],
  ['from the oldest minute to the name', 'ArrowLeft', false, [3, 0], [3, -1]],
  ['home to the name', 'Home', false, [3, 20], [3, -1]],
  ['to the very first', 'Home', true, [3, 20], [0, -1]],
  ['to the very last', 'End', true, [3, 20], [29, 59]],
  ['a page on', 'PageDown', false, [3, 20], [13, 20]],
  ['a page back, no further than the top', 'PageUp', false, [3, 20], [0, 20]],
])('%s', (_, key, ctrlKey, [row, column], [toRow, toColumn]) => {
  expect(moved({ row, column }, { key, ctrlKey }, rows, columns)).toEqual({ row: toRow, column: toColumn });
});

test('other keys stay with the page', () => {
  expect(moved({ row: 3, column: 20 }, { key: 'a', ctrlKey: false }, rows, columns)).toBeNull();
});
