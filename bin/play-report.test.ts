import { expect, test } from 'vitest';
import { newTally } from '#seed/send.ts';
import type { PlayReport } from '#seed/play.ts';
import { progressLine, reportLines } from './play-report.ts';

const settings = { learners: 5_000, rate: 2_000, speed: 60, forMs: 600_000, seed: '42', zone: 'UTC' };
const report: PlayReport = {
  sent: 1_200,
  accepted: 1_000,
  duplicates: 150,
  refused: 50,
  refusals: { over_limit: 40, unknown_course: 10 },
  dropped: 0,
  unsent: 0,
  p50Ms: 12.34,
  p95Ms: 20,
  p99Ms: 30.06,
  playedMs: 10_000,
  taken: { received: 9, opened: 7, accepted: 3, later: 2, not_for_me: 1 },
  behindMs: 0,
};

test('a play that ended reports what became of its events, how fast, and how nudges were taken', () => {
  expect(reportLines(report, { status: 'ended', settings })).toEqual([
    'sent 1200  accepted 1000  duplicates 150  refused 50 (40 over_limit, 10 unknown_course)  dropped 0  unsent 0',
    '100.0 events/s for 10 s',
    'latency p50 12.3 ms  p95 20.0 ms  p99 30.1 ms',
    'nudges received 9  opened 7  accepted 3  later 2  not for me 1',
  ]);
});

test('what went wrong is said, and that a stopped play may go on', () => {
  const poor = { ...report, p50Ms: null, taken: null, dropped: 1, unsent: 2, behindMs: 60 * 12_000 };
  expect(reportLines(poor, { status: 'stopped', settings }).slice(2)).toEqual([
    '12 s behind: the server does not take as much as was asked for',
    'dropped: the server was away for too long',
    'unsent: the server did not answer in time',
    'npm run play -- --resume goes on from here',
  ]);
});

test('the line of progress has the share that is done, where there is an end', () => {
  const progress = { tally: { ...newTally(), accepted: 630 }, present: 12, elapsedMs: 63_000 };
  expect(progressLine({ ...progress, share: 0.105 })).toBe('1:03  10 %  12 present  630 accepted  10.0/s');
  expect(progressLine({ ...progress, share: null })).toBe('1:03  12 present  630 accepted  10.0/s');
});
