import { expect, test } from 'vitest';
import { type Range, columnsOf } from './columns.ts';
import { daysOffIn } from './days-off.ts';

/** A Saturday. */
const minute = Date.parse('2026-11-21T00:10Z') / 60_000;
const days = {
  holidays: [
    { from: '2026-11-19', to: '2026-11-21', name: 'Reading week' },
    { from: '2026-11-01', to: '2026-11-01', name: '' },
  ],
  restDays: [6, 7] as const,
};

test.each<[Range, string, unknown[]]>([
  ['hour', 'UTC', [[0, 59, 'Reading week', '2026-11-19', '2026-11-21']]],
  ['day', 'UTC', [[0, 23, 'Reading week', '2026-11-19', '2026-11-21']]],
  // It is still Friday evening there, and what began on Thursday is all of their day.
  ['hour', 'America/New_York', [[0, 59, 'Reading week', '2026-11-19', '2026-11-21']]],
  [
    'week',
    'UTC',
    [
      [0, 0, null, '2026-11-15', '2026-11-15'],
      [4, 6, 'Reading week', '2026-11-19', '2026-11-21'],
    ],
  ],
])('days off in a %s in %s', (range, timeZone, expected) => {
  const found = daysOffIn(columnsOf(range, minute, timeZone), days, timeZone);
  expect(found.map(({ first, last, holiday, from, to }) => [first, last, holiday, from, to])).toEqual(
    expected,
  );
});

test('rest days side by side are one stretch, and a holiday without a name ends it', () => {
  const columns = columnsOf('term', minute, 'UTC');
  const found = daysOffIn(columns, days, 'UTC').filter(
    ({ from }) => from >= '2026-10-24' && from < '2026-11-08',
  );
  expect(found.map(({ holiday, from, to }) => [holiday, from, to])).toEqual([
    [null, '2026-10-24', '2026-10-25'],
    [null, '2026-10-31', '2026-10-31'],
    ['', '2026-11-01', '2026-11-01'],
    [null, '2026-11-07', '2026-11-08'],
  ]);
});

test('where a day begins within the hour, so does its band', () => {
  const sunday = columnsOf('hour', Date.parse('2026-11-22T00:10Z') / 60_000, 'UTC');
  expect(daysOffIn(sunday, { holidays: [], restDays: [7] }, 'UTC')).toEqual([
    { first: 49, last: 59, holiday: null, from: '2026-11-22', to: '2026-11-22' },
  ]);
});
