import { describe, expect, test } from 'vitest';
import { parseEvent } from './event.ts';

const now = Date.UTC(2026, 2, 2, 14, 5);
const sent = { id: 'a1', learner: 'maya', type: 'session_end', at: '2026-03-02T14:05:00Z' };
const session = {
  id: 's-17',
  with: 'Priya Shah',
  outcome: 'completed',
  first: false,
  talkShare: 0.41,
  checks: 12,
  questions: 7,
  replyS: 2.4,
  notesMinutes: 9,
  confusion: 2,
  frustration: 1.5,
  engagement: 8.6,
  rating: 4.5,
  rebooked: true,
  technicalIssue: false,
  gamingDetected: false,
  recordings: ['audio', 'screen'],
  highlights: [
    { atS: 310, kind: 'question' },
    { atS: 1_204, kind: 'breakthrough' },
  ],
};

describe('the signals of a tutored session', () => {
  test('come with the end of it', () => {
    expect(parseEvent({ ...sent, session }, now)).toEqual({ ok: true, event: { ...sent, at: now, session } });
  });

  test('come with the attendance of one that did not take place', () => {
    const missed = {
      ...sent,
      type: 'attendance',
      attendance: { status: 'absent' },
      session: { with: 'Priya Shah', outcome: 'learner_no_show' },
    };
    expect(parseEvent(missed, now)).toEqual({ ok: true, event: { ...missed, at: now } });
  });

  test('need no more than the name of the mentor', () => {
    const parsed = parseEvent({ ...sent, session: { with: 'Priya Shah', rating: null, id: '' } }, now);
    expect(parsed).toMatchObject({ ok: true, event: { session: { with: 'Priya Shah' } } });
  });

  test('keep nothing that is not named', () => {
    const more = { ...session, weather: 'rain', highlights: [{ atS: 1, kind: 'question', who: 'maya' }] };
    expect(parseEvent({ ...sent, session: more }, now)).toMatchObject({
      ok: true,
      event: { session: { ...session, highlights: [{ atS: 1, kind: 'question' }] } },
    });
    expect(JSON.stringify(parseEvent({ ...sent, session: more }, now))).not.toMatch(/weather|who/);
  });

  test('are left behind on an event that ends no session', () => {
    expect(parseEvent({ ...sent, type: 'login', session: 'abc' }, now)).toEqual({
      ok: true,
      event: { ...sent, type: 'login', at: now },
    });
  });

  test.each([
    ['a word', 'session must be an object'],
    [[], 'session must be an object'],
    [{}, 'session.with is required'],
    [{ ...session, with: 'a\u0000' }, 'session.with must be well-formed'],
    [{ ...session, outcome: 'rain' }, 'session.outcome must be one of completed'],
    [{ ...session, talkShare: 41 }, 'session.talkShare must be a number from 0 to 1'],
    [{ ...session, frustration: 10.5 }, 'session.frustration must be a number from 0 to 10'],
    [{ ...session, rating: 0 }, 'session.rating must be a number from 1 to 5'],
    [{ ...session, rebooked: 'yes' }, 'session.rebooked must be true or false'],
    [{ ...session, recordings: ['smell'] }, 'session.recordings must be an array of audio'],
    [{ ...session, recordings: 'audio' }, 'session.recordings must be an array of audio'],
    [{ ...session, highlights: [null] }, 'session.highlights must each have atS'],
    [{ ...session, highlights: [{ atS: -1, kind: 'question' }] }, 'session.highlights must each have atS'],
    [
      { ...session, highlights: Array.from({ length: 101 }, () => ({ atS: 1, kind: 'question' })) },
      'session.highlights must be an array of at most 100',
    ],
  ])('such as %j are refused with what was expected', (wrong, message) => {
    const parsed = parseEvent({ ...sent, session: wrong }, now);
    expect(parsed.ok ? 'taken' : parsed.refusal.message).toContain(message);
  });
});
