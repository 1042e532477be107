import { expect, test } from 'vitest';
import { sentimentOf } from '#engagement/sentiment.ts';
import { writingOf } from './writing.ts';

function written(detail: Record<string, unknown>) {
  return writingOf({ at: '2026-11-21T10:00:00Z', what: 'event', type: 'message', detail });
}

test('a text is told by its label, its emotions and whether it asks for help', () => {
  const text = 'I am so frustrated and worried, can anyone help?';
  const sentiment = sentimentOf(text);
  expect(written({ text, sentiment })).toMatchObject({
    label: 'negative',
    emotions: ['anxiety', 'frustration'],
    asksForHelp: true,
    confidence: sentiment.confidence,
  });
});

test('of a text in another language it is said that it was not scored', () => {
  expect(written({ sentiment: sentimentOf('Das verstehe ich leider nicht.') })).toMatchObject({
    label: null,
    notScored: 'language',
    emotions: [],
  });
});

test('of an old text only its score is known, and of what is none nothing', () => {
  expect(written({ sentiment: { score: -0.6 } })).toEqual({
    label: 'very_negative',
    notScored: null,
    emotions: [],
    asksForHelp: false,
    confidence: null,
  });
  expect(written({ durationS: 60 })).toBeNull();
});
