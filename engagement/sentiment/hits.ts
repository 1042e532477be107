import { signValenceOf, valenceOf } from './lexicon.ts';
import { phraseAt } from './phrase-book.ts';
import type { Sentence, Token } from './tokens.ts';

/** A word, phrase or sign that colours a sentence, as it is meant where it stands. */
export interface Hit {
  /** Where it stands in the sentence. */
  at: number;
  /** -4 to 4, after negation, intensity and contrast. */
  valence: number;
  /** What was found, in lower case; after a negation with "not" before it. */
  said: string;
  kind: 'word' | 'phrase' | 'sign';
  isNegated: boolean;
  /** Read although it was misspelled. */
  isGuessed: boolean;
  /** Below 1 when the sentence goes on to take it back: "I was lost, but now". */
  share: number;
}

export function hitsOf({ tokens, end }: Sentence): Hit[] {
  const hits: Hit[] = [];
  const speaksOfPeople = tokens.length <= fewTokens || tokens.some(({ text }) => persons.has(text));
  /** Where the negations stand that are still felt. */
  let negatedAt: number[] = [];
  let words = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'pause') {
      negatedAt = [];
      continue;
    }
    if (token.kind === 'sign') {
      const valence = signValenceOf(token.text);
      if (valence !== undefined && valence !== 0) hits.push(signHit(at, valence, token.text));
      continue;
    }
    words++;
    negatedAt = negatedAt.filter((one) => words - one <= negationReach);
    const phrase = phraseAt(tokens, at);
    if (phrase) {
      if (phrase.valence !== 0)
        hits.push(hitOf(tokens, at, phrase.words.join(' '), phrase.valence, 'phrase', negatedAt));
      words += phrase.words.length - 1;
      at += phrase.words.length - 1;
      continue;
    }
    if (contrasts.has(token.text)) negatedAt = [];
    if (isNegation(tokens, at)) negatedAt.push(words);
    const { text: word, isGuessed } = token;
    const valence = isMentioned(tokens, at) ? 0 : valenceOf(word);
    if (valence === undefined || valence === 0) continue;
    const felt = !speaksOfPeople && situations.has(word) ? valence * impersonalShare : valence;
    hits.push({ ...hitOf(tokens, at, word, felt, 'word', negatedAt), isGuessed });
  }
  return questioned(tokens, end, contrasted(tokens, hits));
}

/** A negation is felt this many words later: "not at all that clear". */
const negationReach = 5;

const negations = new Set(
  `not no never none nothing nobody without hardly barely scarcely neither nor less don't can't isn't wasn't doesn't didn't won't wouldn't
  couldn't shouldn't haven't hasn't hadn't aren't weren't ain't`.split(/\s+/),
);

/** "I wish it were better" says that it is not, "used to be fun" that it is not any more; "never so bad" does not say that it was good. */
function isNegation(tokens: readonly Token[], at: number): boolean {
  const [word, next, afterNext] = [tokens[at]?.text ?? '', tokens[at + 1]?.text, tokens[at + 2]?.text];
  if (word === 'wish') return next !== 'me' && next !== 'you' && next !== 'everyone' && next !== 'all';
  if (word === 'used') return next === 'to' && afterNext?.endsWith('ing') !== true;
  if (word === 'never' || word === 'not') {
    if (next === 'so' || next === 'such' || next === 'only' || next === 'just') return false;
    return !(next === 'been' && (afterNext === 'so' || afterNext === 'more'));
  }
  return negations.has(word);
}

function hitOf(
  tokens: readonly Token[],
  at: number,
  said: string,
  valence: number,
  kind: Hit['kind'],
  negatedBy: readonly number[],
): Hit {
  const isNegated = negatedBy.length % 2 === 1;
  // "Not good" is bad, if less than "bad"; "not bad" is a little good.
  const meant = isNegated ? valence * (valence > 0 ? -0.65 : -0.7) : valence;
  const felt = meant * intensityAt(tokens, at);
  return {
    at,
    valence: felt,
    said: isNegated ? `not ${said}` : said,
    kind,
    isNegated,
    isGuessed: false,
    share: 1,
  };
}

/** A single word in quotes is spoken of, not said. */
function isMentioned(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  return quotes.has(before) && quotes.has(tokens[at + 1]?.text ?? '');
}

const quotes = new Set(['"', '“', '”', '«', '»']);

function signHit(at: number, valence: number, said: string): Hit {
  return { at, valence, said, kind: 'sign', isNegated: false, isGuessed: false, share: 1 };
}

/** Of the two words before, and of how it was written. */
function intensityAt(tokens: readonly Token[], at: number): number {
  let factor = tokens[at]?.isLoud ? loudly : 1;
  for (const before of [tokens[at - 1], tokens[at - 2]]) {
    const own = intensities.get(before?.text ?? '');
    if (own === undefined || before === undefined) continue;
    factor *= before.isLoud && own > 1 ? own * loudly : own;
  }
  return Math.min(intensityMost, factor);
}

const loudly = 1.25;
const intensityMost = 2;
const intensities: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1.4: 'absolutely extremely incredibly utterly totally completely insanely ridiculously awfully terribly beyond unbelievably',
    1.2: 'very really so too truly highly deeply super such genuinely seriously particularly especially always even most',
    0.85: 'quite pretty rather fairly enough',
    0.6: 'bit little slightly somewhat kinda sorta mildly partly almost nearly',
  }).flatMap(([factor, words]) => words.split(' ').map((word): [string, number] => [word, Number(factor)])),
);

/** Where nobody is spoken of, these are what a subject is about: "the test fails", "missing values". */
const impersonalShare = 0.4;
/** "Lost. Please help." */
const fewTokens = 3;
const persons = new Set(
  `i i'm i've i'll i'd me my mine myself we we're we've us our ours you you're your nobody everyone everybody who it's it this`.split(
    ' ',
  ),
);
const situations = new Set(
  `fail failed failing fails lost lose losing missing missed wrong hard difficult broken crashed crashes corrupt struggle struggled
  ugly weak poor pressure trouble sad hurt hurts angry mad cry crying cried panic ruin ruined ruins waste wasted depressed hated hate
  love loved loves fun afraid scared terrible stupid upset desperate despair regret hell garbage worse slow late pass passed
  deserved fair correct simple welcome success successful smile joy pleasure confusing complaining embarrassed ashamed`.split(
    /\s+/,
  ),
);

/** What stands after a "but" is what is meant, and what was so "at first" is over. */
function contrasted(tokens: readonly Token[], hits: Hit[]): Hit[] {
  const turn = tokens.findLastIndex(({ text }, at) => at > 0 && contrasts.has(text));
  const first = tokens.findIndex(
    ({ text }, at) => text === 'initially' || (text === 'at' && tokens[at + 1]?.text === 'first'),
  );
  const pause = tokens.findIndex(({ kind, text }, at) => at > first && (kind === 'pause' || text === 'now'));
  const isOver = first !== -1 && pause !== -1;
  const isConceded = isOver || (concessions.has(tokens[0]?.text ?? '') && pause !== -1);
  return hits.map((hit) => {
    if (isConceded && hit.at < pause) return weighed(hit, conceded);
    if (turn === -1) return hit;
    return weighed(hit, hit.at < turn ? beforeContrast : afterContrast);
  });
}

function weighed(hit: Hit, share: number): Hit {
  return { ...hit, valence: hit.valence * share, share };
}

const contrasts = new Set(['but', 'however', 'though', 'yet', 'except']);
const concessions = new Set(['although', 'while', 'despite', 'even', 'though']);
const beforeContrast = 0.6;
const afterContrast = 1.3;
const conceded = 0.3;

/** "Is this good?" does not say that it is. */
function questioned(tokens: readonly Token[], end: string, hits: Hit[]): Hit[] {
  if (!end.includes('?') || !asking.has(tokens[0]?.text ?? '')) return hits;
  return hits.map((hit) => (hit.kind === 'sign' ? hit : { ...hit, valence: hit.valence * asked }));
}

const asked = 0.4;
const asking = new Set(
  'is are was were do does did can could would should will has have how what when where which who why'.split(
    ' ',
  ),
);
