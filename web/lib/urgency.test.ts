import { expect, test } from 'vitest';
import type { Case } from '#engagement/case.ts';
import { byUrgency } from './urgency.ts';

function caseOf(id: string, band: Case['band'], status: Case['status'], openedAt: string): Case {
  return {
    id,
    enrolment: id,
    learner: id,
    learnerName: id,
    cohort: 'c',
    cohortName: 'C',
    band,
    reasons: [],
    wayOut: null,
    status,
    cause: 'risk',
    meetAt: null,
    earlierCause: null,
    askedFor: null,
    note: null,
    openedAt,
    claimedBy: null,
    claimedAt: null,
    closedAt: null,
  };
}

test('who waits comes before who is cared for, the worse before the better, who asked before who did not, the longer wait before the shorter', () => {
  const cases = [
    caseOf('cared for', 'critical', 'claimed', '2026-11-20T08:00:00Z'),
    caseOf('high, today', 'high', 'open', '2026-11-21T08:00:00Z'),
    caseOf('high, yesterday', 'high', 'open', '2026-11-20T08:00:00Z'),
    caseOf('critical', 'critical', 'open', '2026-11-21T09:00:00Z'),
    { ...caseOf('high, asked', 'high', 'open', '2026-11-21T09:30:00Z'), cause: 'asked' as const },
  ];
  expect(cases.toSorted(byUrgency).map(({ id }) => id)).toEqual([
    'critical',
    'high, asked',
    'high, yesterday',
    'high, today',
    'cared for',
  ]);
});
