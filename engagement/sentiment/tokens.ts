import { corrected } from './typos.ts';

/** A text as it is read: sentences of words and signs, and what its punctuation says. */
export interface ReadText {
  sentences: Sentence[];
  /** Words in all, those of code among them. */
  words: number;
  questions: number;
  exclamations: number;
  /** Lines that are no language at all: programs, formulas. */
  hasCode: boolean;
}

export interface Sentence {
  tokens: Token[];
  /** The marks that ended it, such as `?!`. */
  end: string;
}

export interface Token {
  kind: 'word' | 'sign' | 'pause' | 'number';
  /** Lower case, with straight apostrophes and without letters drawn out: "Soooo" is "so". */
  text: string;
  /** Shouted in a text that does not shout throughout, or drawn out. */
  isLoud: boolean;
  /** Misspelled, and read as what it was probably meant to be. */
  isGuessed: boolean;
}

/** What a source may send at most; of anything longer the beginning is read. */
const charsMost = 10_000;
/** More than there are words in as many letters of English. */
const tokensMost = 2_500;

export function readText(text: string): ReadText {
  const plain = text.slice(0, charsMost).replaceAll(/[’‘ʼ`´](?=\p{L})/gu, "'");
  const { prose, code } = apart(plain);
  const shouts = isShouted(prose);
  const sentences: Sentence[] = [];
  const read: ReadText = {
    sentences,
    words: wordsOf(code),
    questions: 0,
    exclamations: 0,
    hasCode: code !== '',
  };
  let tokens: Token[] = [];
  let kept = 0;
  const close = (end: string) => {
    if (tokens.length > 0) sentences.push({ tokens, end });
    else if (end !== '') endAgain(sentences.at(-1), end);
    tokens = [];
  };
  for (const [found, word, number, end, sign] of prose.matchAll(pieces)) {
    if (end !== undefined) {
      for (const mark of end) {
        if (mark === '?') read.questions++;
        if (mark === '!') read.exclamations++;
      }
      close(end);
      continue;
    }
    if (word !== undefined) read.words++;
    if (kept++ >= tokensMost) continue;
    if (word !== undefined) tokens.push(wordToken(word, shouts));
    else if (sign !== undefined) tokens.push(tokenOf('sign', sign));
    else if (number !== undefined) tokens.push(tokenOf('number', number));
    else tokens.push(tokenOf('pause', found));
  }
  close('');
  return read;
}

/**
 * Words first, since they are most of it. Each alternative runs straight through what it matches: no text
 * makes it go back and try again.
 */
const pieces = new RegExp(
  [
    String.raw`(\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*)`,
    String.raw`(\d+(?:[.,:]\d+)*%?)`,
    String.raw`([.!?;\n…。！？؟।]+)`,
    String.raw`((?<=^|\s)(?:[:;=]['-]?(?:[)(D/|P\]\[*]+|[pox](?!\p{L}))|<\/?3|-_-|\^\^|\/s(?!\p{L}))|\p{Extended_Pictographic})`,
    String.raw`[,:()"“”«»–—]|(?<=\s)-(?=\s)`,
  ].join('|'),
  'gu',
);

/** A sentence that a smile stands behind ends as it ended before it. */
function endAgain(sentence: Sentence | undefined, end: string): void {
  if (sentence) sentence.end += end;
}

function tokenOf(kind: Token['kind'], text: string): Token {
  return { kind, text, isLoud: false, isGuessed: false };
}

function wordToken(word: string, shouts: boolean): Token {
  const lower = word.toLowerCase();
  if (lower === 'xd') return tokenOf('sign', 'xD');
  const short = isDrawnOut(lower) ? lower.replaceAll(/(\p{L})\1{2,}/gu, '$1') : lower;
  const isShout = !shouts && word.length > 2 && word === word.toUpperCase() && lower !== word;
  const { word: meant, isGuessed } = corrected(spelled.get(short) ?? short);
  return { kind: 'word', text: meant, isLoud: isShout || short !== lower, isGuessed };
}

function isDrawnOut(word: string): boolean {
  for (let at = 2; at < word.length; at++)
    if (word[at] === word[at - 1] && word[at] === word[at - 2]) return true;
  return false;
}

/** As people type who leave out apostrophes and vowels. */
const spelled = new Map(
  Object.entries({
    arent: "aren't",
    cannot: "can't",
    cant: "can't",
    couldnt: "couldn't",
    didnt: "didn't",
    doesnt: "doesn't",
    dont: "don't",
    hadnt: "hadn't",
    hasnt: "hasn't",
    havent: "haven't",
    im: "i'm",
    isnt: "isn't",
    ive: "i've",
    pls: 'please',
    plz: 'please',
    shouldnt: "shouldn't",
    sum1: 'someone',
    thats: "that's",
    thx: 'thanks',
    ty: 'thanks',
    u: 'you',
    ur: 'your',
    wasnt: "wasn't",
    werent: "weren't",
    wont: "won't",
    wouldnt: "wouldn't",
  }),
);

/** Whoever writes all of it in capitals does not stress a word by them. */
function isShouted(text: string): boolean {
  let upper = 0;
  let lower = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) lower++;
    else if (code >= 65 && code <= 90) upper++;
  }
  return upper > 3 * lower;
}

/** Takes programs and addresses out of what is said in words. */
function apart(text: string): { prose: string; code: string } {
  const code: string[] = [];
  const take = (found: string) => {
    code.push(found);
    return ' ';
  };
  const prose = text
    .split('```')
    .map((part, index) => (index % 2 === 0 ? part : take(part)))
    .join('\n')
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .split('\n')
    .map((line) => (isCode(line) ? take(line) : line))
    .join('\n');
  return { prose, code: code.join('\n') };
}

/** Signs that prose has now and then and programs have in every line. */
function isCode(line: string): boolean {
  const signs = line.match(/[{};=<>[\]\\]|[\p{L}_]\(|\)\)|&&|\|\|/gu);
  return signs !== null && signs.length >= 3 && signs.length * 12 >= line.length;
}

function wordsOf(text: string): number {
  return text.match(/\p{L}+/gu)?.length ?? 0;
}
