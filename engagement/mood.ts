import type { LearnerEvent } from './event.ts';

/** The event with the mood of its text, once and for all: a later rule does not rewrite what was counted. */
export function withMood(event: LearnerEvent): LearnerEvent {
  const mood = event.text === undefined ? undefined : moodOf(event.text);
  return mood === undefined ? event : { ...event, mood };
}

/**
 * The mood of a text, -100..100, from words whose colour is plain; undefined when it holds none of
 * them, since a text we cannot read is not a neutral one. A first rule, set by hand: it knows English
 * alone and a few dozen words, and the name of a mood is a signal, never a fact about a person.
 */
export function moodOf(text: string): number | undefined {
  const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
  let sum = 0;
  let found = 0;
  for (const [index, word] of words.entries()) {
    const colour = colours.get(word);
    if (colour === undefined) continue;
    const isNegated = words
      .slice(Math.max(0, index - negationReach), index)
      .some((one) => negations.has(one));
    sum += isNegated ? -colour / 2 : colour;
    found++;
  }
  return found === 0 ? undefined : Math.round(sum / found);
}

/** Brief A12's labels; the fifth stands in nobody's table, but texts can be that dark. */
export type MoodLabel = 'very_positive' | 'positive' | 'neutral' | 'negative' | 'very_negative';

export function moodLabelOf(mood: number): MoodLabel {
  if (mood >= 60) return 'very_positive';
  if (mood >= 20) return 'positive';
  if (mood > -20) return 'neutral';
  return mood > -60 ? 'negative' : 'very_negative';
}

/** A negation is felt this many words later: "not at all clear". */
const negationReach = 3;
const negations = new Set([
  'not',
  'no',
  'never',
  "don't",
  "can't",
  "isn't",
  "wasn't",
  "doesn't",
  "didn't",
  "won't",
]);

const colours = new Map<string, number>([
  ...of(90, 'love', 'excellent', 'amazing', 'awesome', 'fantastic', 'wonderful'),
  ...of(
    60,
    'great',
    'enjoy',
    'enjoyed',
    'happy',
    'excited',
    'fun',
    'interesting',
    'proud',
    'thanks',
    'thank',
  ),
  ...of(40, 'good', 'nice', 'helpful', 'clear', 'easy', 'understand', 'better', 'solved'),
  ...of(
    -40,
    'hard',
    'difficult',
    'confused',
    'confusing',
    'unclear',
    'tired',
    'bored',
    'boring',
    'behind',
    'worried',
  ),
  ...of(
    -60,
    'stuck',
    'lost',
    'bad',
    'frustrated',
    'frustrating',
    'anxious',
    'sad',
    'fail',
    'failed',
    'failing',
    'angry',
  ),
  ...of(-90, 'hate', 'terrible', 'awful', 'hopeless', 'useless', 'impossible', 'worst'),
]);

function of(colour: number, ...words: string[]): [string, number][] {
  return words.map((word) => [word, colour]);
}
