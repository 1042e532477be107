import { expect, test } from 'vitest';
import type { LearnerRow } from '#engagement/cohort.ts';
import { isNarrowed, isWanted } from './row-filter.ts';
import { type Asked, usual } from './screen-address.ts';

const row: LearnerRow = {
  enrolment: 'e1',
  learner: 'l1',
  name: 'Åsa Öberg',
  score: 30,
  level: 'high',
  trend: 'declining',
  risk: 0.6,
  band: 'critical',
  flags: ['disengaged'],
  lastSeenAt: null,
  case: { id: 'c', status: 'open', claimedBy: null },
};

test.each<[string, Partial<Asked>, Partial<LearnerRow>, boolean]>([
  ['everybody', {}, {}, true],
  ['their band', { band: 'critical' }, {}, true],
  ['another band', { band: 'low' }, {}, false],
  ['those of no band', { band: 'unknown' }, { band: null }, true],
  ['their level', { level: 'high' }, {}, true],
  ['another level', { level: 'low' }, {}, false],
  ['a flag that they have', { flag: 'disengaged' }, {}, true],
  ['one that they have not', { flag: 'inactive_lms' }, {}, false],
  ['an open case', { hasCase: true }, {}, true],
  ['no case', { hasCase: true }, { case: null }, false],
  ['a stretch of risk with its beginning', { risks: [60, 65] }, {}, true],
  ['and without its end', { risks: [55, 60] }, {}, false],
  ['but with that of all', { risks: [95, 100] }, { risk: 1 }, true],
  ['a risk that nobody knows', { risks: [0, 100] }, { risk: null }, false],
  ['part of the name', { search: ' öb ' }, {}, true],
  ['another name', { search: 'maya' }, {}, false],
])('asked for %s', (_, asked, own, expected) => {
  expect(isWanted({ ...row, ...own }, { ...usual, ...asked })).toBe(expected);
  expect(isNarrowed({ ...usual, ...asked })).toBe(Object.keys(asked).length > 0);
});
