import { expect, test } from 'vitest';
import type { JourneyEntry } from '#engagement/learner.ts';
import { linesOf } from './sittings.ts';

function event(time: string, type: string, detail: Record<string, unknown> = {}): JourneyEntry {
  return { at: `2026-11-21T${time}:00Z`, what: 'event', type, detail };
}

const nudge: JourneyEntry = {
  at: '2026-11-21T09:50:00Z',
  what: 'nudge',
  rule: 'quiet_days',
  openedAt: null,
  answer: null,
  params: { days: 3 },
};

test('events close to each other are one sitting, told by what was done most', () => {
  const [line] = linesOf([
    event('10:20', 'session_end'),
    event('10:15', 'quiz_attempt'),
    event('10:05', 'video_watch'),
    event('10:02', 'video_watch'),
    event('10:00', 'session_start'),
  ]);
  expect(line).toMatchObject({
    what: 'sitting',
    at: '2026-11-21T10:20:00Z',
    events: 5,
    lastedMs: 20 * 60_000,
    types: ['video_watch', 'quiz_attempt'],
  });
});

test('after half an hour of pause, and around anything else that happened, a new sitting begins', () => {
  const lines = linesOf([
    event('12:00', 'login'),
    event('11:00', 'login'),
    event('10:45', 'login'),
    nudge,
    event('09:45', 'login'),
  ]);
  expect(lines.map((line) => (line.what === 'sitting' ? line.events : line.what))).toEqual([
    1,
    2,
    'entry',
    1,
  ]);
});

test('a session is told by whether the learner was there', () => {
  const noted: JourneyEntry = {
    at: '2026-11-21T10:00:00Z',
    what: 'event',
    type: 'attendance',
    detail: { attendance: { status: 'absent' } },
  };
  expect(linesOf([noted])).toMatchObject([{ what: 'sitting', types: ['attendance_absent'] }]);
});

const signals = { with: 'Priya Shah', outcome: 'completed', checks: 12 };

test('a session with a mentor is one line of its own, with all that only says it took place', () => {
  const lines = linesOf([
    event('11:02', 'attendance'),
    event('11:00', 'session_end', { session: signals, durationS: 3_120 }),
    event('10:08', 'session_start'),
    event('10:02', 'quiz_attempt'),
    event('09:50', 'session_end'),
  ]);
  expect(lines).toMatchObject([
    { what: 'session', at: '2026-11-21T11:00:00Z', lastedMs: 52 * 60_000, session: signals },
    { what: 'sitting', events: 2, types: ['quiz_attempt'] },
  ]);
});

test('a session that did not take place is a line as well', () => {
  const missed = { with: 'Priya Shah', outcome: 'learner_no_show' };
  const from = Date.UTC(2026, 10, 21, 10);
  const attendance = { status: 'absent', scheduledStart: from };
  const lines = linesOf([
    event('11:00', 'attendance', { session: missed, attendance }),
    event('10:55', 'login'),
  ]);
  expect(lines).toMatchObject([
    { what: 'session', session: missed, from, lastedMs: 0 },
    { what: 'sitting', events: 1 },
  ]);
});

test('what is no session is told as the event it stands on', () => {
  const lines = linesOf([event('11:00', 'session_end', { session: 'abc' })]);
  expect(lines).toMatchObject([{ what: 'sitting', events: 1 }]);
});
