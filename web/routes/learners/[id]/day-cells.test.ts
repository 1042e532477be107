import { expect, test } from 'vitest';
import type { HeatmapDay } from '#engagement/heatmap-data.ts';
import { type Cell, type CellName, cellOf } from './day-cells.ts';

const quiet: HeatmapDay = {
  attendance: null,
  lms_minutes: 0,
  sentiment: null,
  state: 'none',
  missing: { attendance: 'excused', lms: 'source_down', sentiment: 'not_scored' },
  score: null,
  level: null,
  sessions: { present: 0, late: 0, absent: 0, excused: 1 },
  activities: {},
  texts: 0,
  help: 0,
};
const heard = { attendance: null, lms: null, sentiment: null };

test.each<[string, Partial<HeatmapDay>, CellName, Cell]>([
  ['an excused session is no absence', {}, 'attendance', { kind: 'silent', silence: 'excused' }],
  ['a source that is down is no idle day', {}, 'lms', { kind: 'silent', silence: 'source_down' }],
  [
    'a text that cannot be read is no neutral one',
    {},
    'sentiment',
    { kind: 'silent', silence: 'not_scored' },
  ],
  ['a day without a score says why', { state: 'holiday' }, 'score', { kind: 'silent', silence: 'holiday' }],
  ['an absence is drawn as one', { attendance: false, missing: heard }, 'attendance', { kind: 'absent' }],
  ['being there', { attendance: true, missing: heard }, 'attendance', { kind: 'step', step: 4 }],
  [
    'being late is less than being on time',
    { attendance: true, missing: heard, sessions: { ...quiet.sessions, late: 1 } },
    'attendance',
    { kind: 'step', step: 2 },
  ],
  ['a sign-in alone', { missing: heard }, 'lms', { kind: 'step', step: 0 }],
  ['an hour', { lms_minutes: 60, missing: heard }, 'lms', { kind: 'step', step: 4 }],
  ['a dark mood', { sentiment: -0.3, missing: heard }, 'sentiment', { kind: 'step', step: 2 }],
  ['a bright mood', { sentiment: 1, missing: heard }, 'sentiment', { kind: 'step', step: 5 }],
  ['a level', { score: 52, level: 'medium' }, 'score', { kind: 'step', step: 2 }],
])('%s: %j as %s', (_, told, name, expected) => {
  expect(cellOf({ ...quiet, ...told }, name)).toEqual(expected);
});
