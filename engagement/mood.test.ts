import { expect, test } from 'vitest';
import { moodOf } from './mood.ts';

test.each([
  ['I love this, thanks!', 75],
  ['This is good.', 40],
  ['I am stuck and frustrated', -60],
  ['That is not clear at all', -20],
  ["I don't hate it", 45],
  ['Chapter two, page nine', undefined],
  ['Das verstehe ich nicht', undefined],
  ['', undefined],
])('the mood of "%s" is %s', (text, mood) => {
  expect(moodOf(text)).toBe(mood);
});
