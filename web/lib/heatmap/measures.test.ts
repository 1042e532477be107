import { describe, expect, test } from 'vitest';
import { type LiveRow, emptyRings } from '#engagement/screen/cohort-view.ts';
import { type Range, columnsOf } from './columns.ts';
import {
  type Known,
  type Measure,
  type Tone,
  allKnown,
  changedColumns,
  tonesOf,
  valuesOf,
} from './measures.ts';

const minute = Date.parse('2026-11-21T15:07Z') / 60_000;
const dayMinutes = 1_440;
const row: LiveRow = {
  ...emptyRings,
  enrolment: 'e1',
  learner: 'l1',
  name: 'Maya',
  score: 60,
  level: 'medium',
  trend: 'stable',
  risk: 0.4,
  band: 'high',
  flags: [],
  lastSeenAt: '2026-11-21T15:06:00Z',
  case: null,
};

/** A ring of zeros with these values, counted back from the last. */
function ring<T>(of: readonly T[], values: Record<number, T>): T[] {
  return of.map((value, index) => values[of.length - 1 - index] ?? value);
}

function last(
  range: Range,
  measure: Measure,
  own: Partial<LiveRow>,
  columns: number,
  known: Partial<Known> = {},
): Tone[] {
  const all = columnsOf(range, minute, 'UTC');
  return tonesOf({ ...row, ...own }, measure, all, { ...allKnown(all), ...known }).slice(-columns);
}

describe('how a cell is drawn', () => {
  const days = ring(emptyRings.days, { 0: 3, 2: 30, 3: 1 });
  test.each<[string, Range, Measure, Partial<LiveRow>, Tone[]]>([
    [
      'minutes by their events',
      'hour',
      'activity',
      { days, cells: ring(emptyRings.cells, { 0: 1, 1: 6, 2: 16 }) },
      [0, 5, 3, 1],
    ],
    [
      'hours by theirs',
      'day',
      'activity',
      { days, hours: ring(emptyRings.hours, { 0: 15, 1: 60 }) },
      [0, 0, 5, 3],
    ],
    ['days by theirs, none before anything was heard', 'week', 'activity', { days }, [1, 4, 0, 1]],
    ['before anything was heard', 'week', 'activity', { days }, ['none', 'none', 'none', 1, 4, 0, 1]],
    [
      'silence of somebody known for long',
      'week',
      'activity',
      { lastSeenAt: '2026-05-01T10:00:00Z' },
      [0, 0, 0],
    ],
    ['of whom nothing was ever heard', 'hour', 'activity', { lastSeenAt: null }, ['none', 'none']],
    [
      'a score from the minute on in which it was told',
      'hour',
      'score',
      {
        told: [
          [minute - 2, 55, 20],
          [minute, 85, 5],
        ],
      },
      ['none', 3, 3, 5],
    ],
    [
      'a score that nobody could tell',
      'hour',
      'score',
      { told: [[minute - 90, null, 40]] },
      ['none', 'none'],
    ],
    [
      'the risk that held at the end of each day',
      'week',
      'risk',
      { told: [[minute - 2 * dayMinutes, 60, 61]] },
      ['none', 5, 5, 5],
    ],
    [
      'texts by their mood',
      'week',
      'sentiment',
      { moods: ring(emptyRings.moods, { 0: -80, 1: 0, 2: 90 }) },
      ['none', 6, 3, 0],
    ],
    [
      'the mood of its day in each hour',
      'day',
      'sentiment',
      { moods: ring(emptyRings.moods, { 0: 40, 1: -40 }) },
      [5, 5],
    ],
    [
      'attendance, worse further on',
      'week',
      'attendance',
      { attendance: ring(emptyRings.attendance, { 0: 'present', 1: 'late', 2: 'absent', 3: 'excused' }) },
      ['none', 'excused', 2, 1, 0],
    ],
  ])('%s', (_, range, measure, own, expected) => {
    expect(last(range, measure, own, expected.length)).toEqual(expected);
  });

  test('of whoever came this week, nothing was to be had before, on a day off neither', () => {
    const enrolledAt = new Map([[row.enrolment, Date.parse('2026-11-19T09:00:00Z')]]);
    const holidays = new Set([2, 4]);
    const own = { days: ring(emptyRings.days, { 0: 9 }), lastSeenAt: '2026-11-21T15:06:00Z' };
    const before = Array.from({ length: 4 }, () => 'before');
    expect(last('week', 'activity', own, 7, { enrolledAt, holidays })).toEqual([
      ...before,
      'holiday',
      'none',
      2,
    ]);
    expect(last('week', 'risk', { told: [] }, 7, { enrolledAt })).toEqual([
      ...before,
      'none',
      'none',
      'none',
    ]);
  });

  test('what somebody did before they were enrolled is shown', () => {
    const enrolledAt = new Map([[row.enrolment, Date.parse('2026-11-21T09:00:00Z')]]);
    const days = ring(emptyRings.days, { 0: 9, 2: 9 });
    expect(last('week', 'activity', { days }, 4, { enrolledAt })).toEqual(['before', 2, 'before', 2]);
  });

  const silent = { lastSeenAt: '2026-05-01T10:00:00Z' };
  test.each<[string, Measure, Partial<LiveRow>, Partial<Known>, Tone]>([
    [
      'nobody listened, whatever was there',
      'activity',
      { ...silent, days: ring(emptyRings.days, { 0: 9 }) },
      { unheardFrom: 6 },
      'unheard',
    ],
    ['a source was down', 'activity', silent, { down: new Set([6]) }, 'down'],
    [
      'a source was down, and something came by another way',
      'activity',
      { days: ring(emptyRings.days, { 0: 9 }) },
      { down: new Set([6]) },
      2,
    ],
    ['nothing was expected', 'activity', silent, { holidays: new Set([6]) }, 'holiday'],
    [
      'somebody came on a day off',
      'attendance',
      { attendance: ring(emptyRings.attendance, { 0: 'present' }) },
      { holidays: new Set([6]) },
      0,
    ],
    [
      'excused, a source down as well',
      'attendance',
      { attendance: ring(emptyRings.attendance, { 0: 'excused' }) },
      { down: new Set([6]) },
      'excused',
    ],
    [
      'a score goes on on a day off',
      'score',
      { told: [[minute - dayMinutes, 40, 10]] },
      { holidays: new Set([6]) },
      2,
    ],
  ])('where %s', (_, measure, own, known, expected) => {
    expect(last('week', measure, own, 1, known)).toEqual([expected]);
  });
});

describe('what has changed', () => {
  test.each<[string, Measure, (number | null)[], (number | null)[], number, number[]]>([
    ['nothing', 'activity', [0, 1, 2], [0, 1, 2], 0, []],
    ['a count', 'activity', [0, 1, 2], [0, 1, 3], 0, [2]],
    ['what moved left has not', 'activity', [0, 1, 2], [1, 2, 0], 1, []],
    ['something in a column that came to be', 'activity', [0, 1, 2], [1, 2, 2], 1, [2]],
    ['a score that goes on has not', 'score', [50, 60, 60], [60, 60, 60], 1, []],
    ['a score that moved with the new column', 'score', [50, 60, 60], [60, 60, 72], 1, [2]],
    ['what is no longer known has nothing to show', 'score', [50, 60, 60], [50, 60, null], 0, []],
  ])('%s', (_, measure, before, after, passed, expected) => {
    expect(changedColumns(before, after, passed, measure)).toEqual(expected);
  });
});

test('values are those that the cells stand for', () => {
  const own = { ...row, told: [[minute - 1, 55, 20]] as const };
  expect(valuesOf(own, 'risk', columnsOf('hour', minute, 'UTC')).slice(-3)).toEqual([null, 20, 20]);
});
