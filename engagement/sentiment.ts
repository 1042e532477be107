import type { LearnerEvent } from './event.ts';
import type { Emotion } from './sentiment/emotion.ts';
import { emotionsOf } from './sentiment/emotions.ts';
import { helpAsked } from './sentiment/help.ts';
import { type Hit, hitsOf } from './sentiment/hits.ts';
import { type SentimentLabel, sentimentLabelOf } from './sentiment/label.ts';
import { isEnglish } from './sentiment/language.ts';
import { isListed } from './sentiment/lexicon.ts';
import { withSarcasm } from './sentiment/sarcasm.ts';
import { type ReadText, readText } from './sentiment/tokens.ts';

/** What a text sounds like (brief A12). Signals with a confidence, found in words; never facts about a person. */
export interface TextSentiment {
  /** -1..1 in hundredths; null: not scored. */
  score: number | null;
  label: SentimentLabel | null;
  /** Why there is no score: it is in a language that is not known, or there is nothing in it to read. */
  notScored?: 'language' | 'no_words';
  /** Strength 0..1, only of those found. */
  emotions: Partial<Record<Emotion, number>>;
  /** Words of it that sound negative, lower case, each once. */
  negative: string[];
  asksForHelp: boolean;
  /** Words of it that do. */
  help: string[];
  words: number;
  questions: number;
  exclamations: number;
  /** 0..1. */
  confidence: number;
}

/** As an event keeps it: what quotes a text goes with the text, and of old ones only the score is known. */
export type KeptSentiment = Pick<TextSentiment, 'score'> & Partial<TextSentiment>;

/** The event with the sentiment of its text, once and for all: a later rule does not rewrite what was counted. */
export function withSentiment(event: LearnerEvent): LearnerEvent {
  return event.text === undefined ? event : { ...event, sentiment: sentimentOf(event.text) };
}

export function sentimentOf(text: string): TextSentiment {
  const read = readText(text);
  const { words, questions, exclamations } = read;
  const counts = { words, questions, exclamations };
  if (words === 0 && !read.sentences.some(({ tokens }) => tokens.some(({ kind }) => kind === 'sign')))
    return { ...unread, notScored: 'no_words', ...counts };
  if (!isEnglish(read, isListed)) return { ...unread, notScored: 'language', ...counts };
  const { hits, isSarcastic } = withSarcasm(read.sentences, read.sentences.map(hitsOf));
  const all = hits.flat();
  const score = scoreOf(all, read);
  const help = helpAsked(read.sentences);
  return {
    score,
    label: sentimentLabelOf(score),
    emotions: emotionsOf(read.sentences, hits, isSarcastic),
    negative: negativeWords(all),
    asksForHelp: help.length > 0,
    help,
    ...counts,
    confidence: confidenceOf(all, isSarcastic),
  };
}

const unread = {
  score: null,
  label: null,
  emotions: {},
  negative: [],
  asksForHelp: false,
  help: [],
  confidence: 0,
};

/**
 * The strongest words weigh most and each further one less, on either side; the two sides are held against
 * each other, and the sum runs towards 1 without getting there.
 */
function scoreOf(hits: readonly Hit[], { exclamations }: ReadText): number {
  const sum = weightOf(hits, 1) - weightOf(hits, -1);
  const stressed = sum * (1 + exclamationShare * Math.min(exclamationsMost, exclamations));
  return Math.round((100 * stressed) / Math.sqrt(stressed * stressed + softness)) / 100 + 0;
}

/** With it a single "good" is positive and a single "love" very positive. */
const softness = 17;
const exclamationShare = 0.1;
const exclamationsMost = 3;
const furtherShares = [1, 0.4, 0.3, 0.2, 0.15, 0.1];

function weightOf(hits: readonly Hit[], side: 1 | -1): number {
  return hits
    .map(({ valence }) => side * valence)
    .filter((valence) => valence > 0)
    .toSorted((one, other) => other - one)
    .reduce((sum, valence, index) => sum + valence * (furtherShares[index] ?? 0), 0);
}

const negativeMost = 10;

function negativeWords(hits: readonly Hit[]): string[] {
  const said = hits.filter(({ valence, kind, said }) => valence < 0 && kind !== 'sign' && said !== '');
  return [...new Set(said.map((hit) => hit.said))].slice(0, negativeMost);
}

/** More words that agree make it surer; contradiction, a joke or a guess make it less so. Never above 0.9: it is words that are read. */
function confidenceOf(hits: readonly Hit[], isSarcastic: boolean): number {
  if (hits.length === 0) return withoutHits;
  const bright = weightOf(hits, 1);
  const dark = weightOf(hits, -1);
  const evidence = Math.min(1, (bright + dark) / evidenceEnough);
  const agreement = Math.abs(bright - dark) / (bright + dark);
  const doubts = (isSarcastic ? ofJoke : 0) + (hits.some(({ isGuessed }) => isGuessed) ? ofGuess : 0);
  return Math.round(100 * Math.max(0.1, 0.3 + 0.35 * evidence + 0.25 * agreement - doubts)) / 100;
}

const withoutHits = 0.4;
const evidenceEnough = 4;
const ofJoke = 0.25;
const ofGuess = 0.1;
