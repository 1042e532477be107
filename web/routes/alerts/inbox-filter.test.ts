import { describe, expect, test } from 'vitest';
import type { Alert } from '#engagement/alert.ts';
import { changeOf, filterOf, linesOf, queryOf, rangeOf } from './inbox-filter.ts';

function alert(id: string, more: Partial<Alert> = {}): Alert {
  return {
    id,
    enrolment: 'e',
    learner: 'l',
    learnerName: 'Maya Lind',
    cohort: 'c1',
    cohortName: 'Spring',
    type: 'attendance',
    severity: 'high',
    status: 'active',
    trigger: {},
    recommended: [],
    score: 52,
    scoreNow: 61.3,
    raisedAt: `2026-03-0${id}T10:00:00.000Z`,
    refreshedAt: `2026-03-0${id}T10:00:00.000Z`,
    easedAt: null,
    handledBy: null,
    handledAt: null,
    reason: null,
    notes: null,
    ...more,
  };
}

const shown = (alerts: Alert[], query: string) =>
  linesOf(alerts, filterOf(new URLSearchParams(query))).map(({ id }) => id);

describe('the inbox', () => {
  const alerts = [
    alert('1', { severity: 'critical' }),
    alert('2', { status: 'acknowledged', type: 'lms_inactivity' }),
    alert('3', { severity: 'medium', learnerName: 'Jonas Berg' }),
    alert('4', { status: 'resolved', cohort: 'c2' }),
    alert('5', { severity: 'critical' }),
  ];

  test.each([
    ['shows what is open, worst first and newest first', '', ['5', '1', '2', '3']],
    ['shows the newest first where it is not grouped', 'group=none', ['5', '3', '2', '1']],
    ['shows one status', 'status=resolved', ['4']],
    ['shows some severities', 'severity=critical,medium', ['5', '1', '3']],
    ['shows one type', 'type=lms_inactivity', ['2']],
    ['shows one cohort', 'cohort=c2&status=resolved', ['4']],
    ['finds a learner by part of the name', 'search=jon', ['3']],
    ['takes what it does not know for no filter', 'status=odd&severity=odd&type=odd', ['5', '1', '2', '3']],
  ])('%s', (_, query, ids) => {
    expect(shown(alerts, query)).toEqual(ids);
  });

  test('has an address that leads back to the same filter', () => {
    const query = 'status=active&severity=high%2Ccritical&type=attendance&cohort=c1&search=may&group=none';
    expect(queryOf(filterOf(new URLSearchParams(query))).toString()).toBe(query);
    expect(queryOf(filterOf(new URLSearchParams())).toString()).toBe('');
  });

  test('selects from one line to another, whichever comes first', () => {
    const lines = linesOf(alerts, filterOf(new URLSearchParams()));
    expect(rangeOf(lines, '1', '3')).toEqual(['1', '2', '3']);
    expect(rangeOf(lines, '3', '1')).toEqual(['1', '2', '3']);
    expect(rangeOf(lines, null, '2')).toEqual(['2']);
    expect(rangeOf(lines, 'gone', '2')).toEqual(['2']);
  });

  test('says how the score has changed, and nothing where it is not known', () => {
    expect(changeOf(alert('1'))).toBe(9.3);
    expect(changeOf(alert('1', { score: null }))).toBeNull();
  });
});
