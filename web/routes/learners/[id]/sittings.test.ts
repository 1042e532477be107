import { expect, test } from 'vitest';
import type { JourneyEntry } from '#engagement/learner.ts';
import { linesOf } from './sittings.ts';

function event(time: string, type: string): JourneyEntry {
  return { at: `2026-11-21T${time}:00Z`, what: 'event', type, detail: {} };
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
  expect(lines.map((line) => (line.what === 'sitting' ? line.events : line.entry.what))).toEqual([
    1,
    2,
    'nudge',
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
