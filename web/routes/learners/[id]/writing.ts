import type { JourneyEntry } from '#engagement/learner.ts';
import { type Emotion, emotions } from '#engagement/sentiment/emotion.ts';
import { type SentimentLabel, sentimentLabelOf } from '#engagement/sentiment/label.ts';

/** What was found in a text that a learner wrote. */
export interface Writing {
  /** Null: it was not scored. */
  label: SentimentLabel | null;
  notScored: 'language' | 'no_words' | null;
  /** The strongest first. */
  emotions: Emotion[];
  asksForHelp: boolean;
  /** Of texts that were read long ago nobody knows it. */
  confidence: number | null;
}

/** Null for an event without a text. Of a text that is gone, what it asked for is gone as well. */
export function writingOf({ detail }: Extract<JourneyEntry, { what: 'event' }>): Writing | null {
  const { sentiment } = detail;
  if (typeof sentiment !== 'object' || sentiment === null) return null;
  const read: Record<string, unknown> = { ...sentiment };
  const { score, notScored, confidence } = read;
  return {
    label: typeof score === 'number' ? sentimentLabelOf(score) : null,
    notScored: notScored === 'language' || notScored === 'no_words' ? notScored : null,
    emotions: emotionsIn(read['emotions']),
    asksForHelp: Array.isArray(read['help']) && read['help'].length > 0,
    confidence: typeof confidence === 'number' ? confidence : null,
  };
}

function emotionsIn(value: unknown): Emotion[] {
  if (typeof value !== 'object' || value === null) return [];
  const strengths: Record<string, unknown> = { ...value };
  const strengthOf = (emotion: Emotion) => Number(strengths[emotion] ?? 0);
  return emotions
    .filter((emotion) => strengthOf(emotion) > 0)
    .toSorted((one, other) => strengthOf(other) - strengthOf(one));
}
