import { detect } from 'tinyld/light';
import { englishWords, foreignWords } from './language-words.ts';
import type { ReadText } from './tokens.ts';

/**
 * Whether a text is English. Small words mostly say so at once; where they do not, letters in a row are
 * asked, and whatever is then in doubt is not English: a text that was not understood must not be scored.
 */
export function isEnglish({ sentences, hasCode }: ReadText, isKnown: (word: string) => boolean): boolean {
  const words: string[] = [];
  let otherLetters = 0;
  let latinLetters = 0;
  for (const { tokens } of sentences) {
    for (const { kind, text } of tokens) {
      if (kind !== 'word') continue;
      if (isLatin(text)) {
        words.push(text);
        latinLetters += text.length;
      } else otherLetters += lettersOf(text);
    }
  }
  if (otherLetters > latinLetters) return false;
  // A program and hardly a word beside it, or signs alone: they are the same in all languages.
  if (words.length === 0) return true;
  let english = 0;
  let foreign = 0;
  for (const word of words) {
    if (foreignWords.has(word)) foreign++;
    else if (englishWords.has(word) || isKnown(word)) english++;
  }
  if (english > foreign && english >= leastWords && english / words.length >= clearShare) return true;
  if (foreign > english || (foreign > 0 && foreign === english)) return false;
  if (words.length < wordsToGuess) return hasCode || (english > 0 && foreign === 0);
  return detect(words.join(' ').slice(0, charsMost)) === 'en';
}

/** By its first letter: up to Latin Extended-B, and what Vietnamese needs. */
function isLatin(word: string): boolean {
  const code = word.charCodeAt(0);
  return code < 0x250 || (code >= 0x1e00 && code <= 0x1eff);
}

const leastWords = 2;
/** Of an English text about half of the words are small ones; with formulas and names in it, fewer. */
const clearShare = 0.3;
/** In fewer words letters say too little. */
const wordsToGuess = 4;
/** Letters are counted one by one, and of a long text the beginning tells as much. */
const charsMost = 400;

/** A sign of Chinese or Korean says as much as a few letters. */
function lettersOf(word: string): number {
  return /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(word)
    ? 3 * word.length
    : word.length;
}
