import { emotionWords } from './emotion-words.ts';
import { type Emotion, emotions } from './emotion.ts';
import type { Hit } from './hits.ts';
import { valenceOf } from './lexicon.ts';
import type { Sentence, Token } from './tokens.ts';

/** The emotions that a text speaks of, with how strongly it does. */
export function emotionsOf(
  sentences: readonly Sentence[],
  hits: readonly Hit[][],
  isSarcastic: boolean,
): Partial<Record<Emotion, number>> {
  const silent: Partial<Record<Emotion, number>> = {};
  for (const [index, sentence] of sentences.entries()) {
    const own = new Map((hits[index] ?? []).map((hit) => [hit.at, hit]));
    const isOwn = spokenOf(sentence);
    for (const { emotion, strength, at, isWord } of spoken(sentence.tokens)) {
      const hit = own.get(at);
      // "I am not worried"; "garbage collector"; praise that was meant otherwise.
      if (
        isWord &&
        (hit === undefined ? hasValence(sentence.tokens[at]) : hit.isNegated || hit.kind === 'phrase')
      )
        continue;
      if (isBright(emotion) && (isSarcastic || (hit !== undefined && hit.valence < 0))) continue;
      const share = (isOwn ? 1 : aboutOthers[emotion]) * Math.min(1, hit?.share ?? 1);
      const loud = (sentence.tokens[at]?.isLoud ? loudly : 1) * (sentence.end.includes('!') ? loudly : 1);
      silent[emotion] = (silent[emotion] ?? 1) * (1 - Math.min(strengthMost, strength * share * loud));
    }
  }
  if (isSarcastic) silent.frustration = (silent.frustration ?? 1) * (1 - ofSarcasm);
  return told(silent);
}

/** Where nobody is spoken of: a book may be about fear and grief, and a page that is useless is so to its reader. */
const aboutOthers: Record<Emotion, number> = {
  joy: 1,
  interest: 1,
  confusion: 0.75,
  frustration: 0.75,
  anger: 0.75,
  anxiety: 0.35,
  sadness: 0.35,
};
const strengthMost = 0.95;
const loudly = 1.15;
const ofSarcasm = 0.55;
/** Weaker signals are noise, as are those that a stronger one drowns. */
const strengthLeast = 0.4;
const shareOfStrongest = 0.7;

function told(silent: Partial<Record<Emotion, number>>): Partial<Record<Emotion, number>> {
  const found: Partial<Record<Emotion, number>> = {};
  const strongest = 1 - Math.min(...emotions.map((emotion) => silent[emotion] ?? 1));
  const least = Math.max(strengthLeast, shareOfStrongest * strongest);
  for (const emotion of emotions) {
    const strength = 1 - (silent[emotion] ?? 1);
    if (strength >= least) found[emotion] = Math.round(100 * strength) / 100;
  }
  return found;
}

interface Spoken {
  emotion: Emotion;
  strength: number;
  words: readonly string[];
}

/** Each place at which an emotion is spoken of. */
function spoken(
  tokens: readonly Token[],
): { emotion: Emotion; strength: number; at: number; isWord: boolean }[] {
  return tokens.flatMap(({ text }, at) =>
    (book.get(text) ?? [])
      .filter(({ words }) => words.every((word, index) => tokens[at + index]?.text === word))
      .map(({ emotion, strength, words }) => ({ emotion, strength, at, isWord: words.length === 1 })),
  );
}

/** By first word. */
const book: ReadonlyMap<string, readonly Spoken[]> = Map.groupBy(
  emotions.flatMap((emotion) =>
    emotionWords[emotion].flatMap(([strength, all]) =>
      all.split(/,\s+/).map((words): Spoken => ({ emotion, strength, words: words.trim().split(/\s+/) })),
    ),
  ),
  ({ words }) => words[0] ?? '',
);

function hasValence(token: Token | undefined): boolean {
  return token?.kind === 'word' && (valenceOf(token.text) ?? 0) !== 0;
}

function isBright(emotion: Emotion): boolean {
  return emotion === 'joy' || emotion === 'interest';
}

/** Whoever writes speaks of themself, or of nothing but how it is. */
function spokenOf({ tokens, end }: Sentence): boolean {
  return (
    tokens.length <= shortTokens ||
    end.includes('!') ||
    end.includes('?') ||
    tokens.some(({ text, kind }) => kind === 'sign' || selves.has(text))
  );
}

const shortTokens = 6;
const selves = new Set(
  "i i'm i've i'll i'd me my mine myself we we're we've us our you this it it's that".split(' '),
);
