import { expect, test } from 'vitest';
import { type Wish, wishOf } from './screen-keys.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

test.each<[string, Wish | null]>([
  ['1', { do: 'range', range: 'hour' }],
  ['4', { do: 'range', range: 'term' }],
  ['5', null],
  ['j', { do: 'step', by: 1 }],
  ['k', { do: 'step', by: -1 }],
  ['[', { do: 'zoom', by: 'earlier' }],
  ['0', { do: 'zoom', by: 'all' }],
  ['p', { do: 'pause' }],
  ['?', { do: 'help' }],
  ['/', { do: 'search' }],
  ['Escape', { do: 'leave' }],
  ['x', null],
  ['Enter', null],
])('%s', (key, expected) => {
  expect(wishOf({ key, ...plain })).toEqual(expected);
});

test('what the browser does with a key it still does', () => {
  expect(wishOf({ key: 'p', ...plain, ctrlKey: true })).toBeNull();
  expect(wishOf({ key: '1', ...plain, altKey: true })).toBeNull();
});
