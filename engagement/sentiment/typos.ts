import { isListed } from './lexicon.ts';
import { englishWords } from './language-words.ts';
import { misspellable, notMisspelled } from './typo-words.ts';

/** A word as it was probably meant: one slip away from a word that matters in posts, and itself no word. */
export function corrected(word: string): { word: string; isGuessed: boolean } {
  if (word.length < charsLeast || word.length > charsMost) return { word, isGuessed: false };
  if (isListed(word) || englishWords.has(word) || notMisspelled.has(word)) return { word, isGuessed: false };
  for (const shortened of [word, ...withoutOne(word)]) {
    for (const meant of byShortened.get(shortened) ?? [])
      if (isOneSlip(word, meant)) return { word: meant, isGuessed: true };
  }
  return { word, isGuessed: false };
}

/** Shorter words are too often another word. */
const charsLeast = 6;
const charsMost = 18;

/** Two words that are one slip apart have a shortening in common. */
const byShortened: ReadonlyMap<string, readonly string[]> = shortenings();

function shortenings(): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const word of misspellable) {
    for (const shortened of [word, ...withoutOne(word)]) {
      const known = all.get(shortened);
      if (known) known.push(word);
      else all.set(shortened, [word]);
    }
  }
  return all;
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

/** One letter too many, too few, another one, or two that changed places. */
function isOneSlip(word: string, meant: string): boolean {
  let start = 0;
  while (start < word.length && word[start] === meant[start]) start++;
  const rest = word.slice(start);
  const meantRest = meant.slice(start);
  if (rest.length === meantRest.length) {
    if (rest.slice(1) === meantRest.slice(1)) return true;
    return rest[0] === meantRest[1] && rest[1] === meantRest[0] && rest.slice(2) === meantRest.slice(2);
  }
  return rest.length > meantRest.length ? rest.slice(1) === meantRest : rest === meantRest.slice(1);
}
