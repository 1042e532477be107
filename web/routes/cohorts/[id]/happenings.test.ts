import { describe, expect, test } from 'vitest';
import type { LearnerRow } from '#engagement/cohort.ts';
import { happeningsBetween } from './happenings.ts';

const quiet: LearnerRow = {
  enrolment: 'e1',
  learner: 'l1',
  name: 'Jonas',
  score: 30,
  level: 'high',
  trend: 'declining',
  risk: 0.6,
  band: 'high',
  flags: [],
  lastSeenAt: '2026-11-16T10:00:00Z',
  case: null,
};
const now = Date.parse('2026-11-21T10:00:00Z');

function seen(before: Partial<LearnerRow>, after: Partial<LearnerRow>): string[] {
  return happeningsBetween([{ ...quiet, ...before }], [{ ...quiet, ...after }], now).map(({ what }) => what);
}

describe('what changed', () => {
  test.each<[string, Partial<LearnerRow>, Partial<LearnerRow>, string[]]>([
    ['a new band is worth a line', {}, { band: 'medium' }, ['band']],
    ['a first assessment is not', { band: null }, { band: 'low' }, []],
    ['who comes back after days is', {}, { lastSeenAt: '2026-11-21T09:59:00Z' }, ['back']],
    ['the next event of an active learner is not', {}, { lastSeenAt: '2026-11-16T10:05:00Z' }, []],
    ['a case that opens', {}, { case: { id: 'c', status: 'open', claimedBy: null } }, ['case_opened']],
    [
      'a case that is claimed, once',
      { case: { id: 'c', status: 'open', claimedBy: null } },
      { case: { id: 'c', status: 'claimed', claimedBy: 'Ana' } },
      ['case_claimed'],
    ],
    [
      'a case that is handed over',
      { case: { id: 'c', status: 'claimed', claimedBy: 'Ana' } },
      { case: { id: 'c', status: 'claimed', claimedBy: 'Ravi' } },
      ['case_claimed'],
    ],
    [
      'a case that is closed',
      { case: { id: 'c', status: 'open', claimedBy: null } },
      { case: null },
      ['case_closed'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(seen(before, after)).toEqual(expected);
  });

  test('a learner who was not there before has not changed', () => {
    expect(happeningsBetween([], [quiet], now)).toEqual([]);
  });
});
