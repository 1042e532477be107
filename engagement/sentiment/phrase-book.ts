import { phraseValences } from './phrases.ts';
import type { Token } from './tokens.ts';

export interface Phrase {
  words: readonly string[];
  valence: number;
}

/** The longest known phrase that begins here, if one does. Phrases do not go across commas. */
export function phraseAt(tokens: readonly Token[], at: number): Phrase | undefined {
  const phrases = book.get(tokens[at]?.text ?? '');
  return phrases?.find(({ words }) => words.every((word, index) => tokens[at + index]?.text === word));
}

/** By first word, the longest first. */
const book: ReadonlyMap<string, readonly Phrase[]> = Map.groupBy(
  phraseValences
    .flatMap(([valence, phrases]) =>
      phrases.split(/,\s+/).map((phrase): Phrase => ({ words: phrase.trim().split(/\s+/), valence })),
    )
    .toSorted((one, other) => other.words.length - one.words.length),
  ({ words }) => words[0] ?? '',
);
