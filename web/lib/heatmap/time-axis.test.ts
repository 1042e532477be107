import { expect, test } from 'vitest';
import { type Range, columnsOf } from './columns.ts';
import { ticksOf } from './time-axis.ts';

function ticks(range: Range, time: string, timeZone: string, wanted: number, first = 0): string[] {
  const columns = columnsOf(range, Date.parse(`${time}Z`) / 60_000, timeZone);
  const found = ticksOf(columns, { first, last: columns.count - 1 }, timeZone, wanted);
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: range === 'week' || range === 'term' ? 'short' : undefined,
    timeStyle: 'short',
  });
  return found.map(
    ({ at, place }) => `${format.format(at)} at ${Math.round(place * (columns.count - first))}`,
  );
}

test.each<[string, Range, string, string, number, string[]]>([
  ['round minutes', 'hour', '2026-11-21T15:07', 'UTC', 3, ['14:20 at 12', '14:40 at 32', '15:00 at 52']],
  [
    'hours of the cohort’s clock',
    'day',
    '2026-11-21T15:07',
    'Europe/Berlin',
    4,
    ['18:00 at 1', '00:00 at 7', '06:00 at 13', '12:00 at 19'],
  ],
  [
    'hours where they begin at half past',
    'day',
    '2026-11-21T15:07',
    'Asia/Kolkata',
    2,
    ['00:00 at 3', '12:00 at 15'],
  ],
  [
    'days',
    'week',
    '2026-11-21T15:07',
    'UTC',
    7,
    [
      '15/11/2026, 00:00 at 0',
      '16/11/2026, 00:00 at 1',
      '17/11/2026, 00:00 at 2',
      '18/11/2026, 00:00 at 3',
      '19/11/2026, 00:00 at 4',
      '20/11/2026, 00:00 at 5',
      '21/11/2026, 00:00 at 6',
    ],
  ],
])('ticks stand at %s, each where its column begins', (_, range, time, timeZone, wanted, expected) => {
  expect(ticks(range, time, timeZone, wanted)).toEqual(expected);
});

test('a term has Mondays, and keeps them over the change of clocks', () => {
  const found = ticks('term', '2026-11-21T15:07', 'Europe/Berlin', 12);
  expect(found).toHaveLength(12);
  expect(found.every((tick) => tick.includes('00:00'))).toBe(true);
});

test('closer, ticks are closer too', () => {
  expect(ticks('hour', '2026-11-21T15:07', 'UTC', 4, 45)).toEqual([
    '14:55 at 2',
    '15:00 at 7',
    '15:05 at 12',
  ]);
});

test.each([
  [4, [15, 17, 19, 21]],
  [3, [15, 18, 21]],
])('a week with room for %i labels has days equally far apart', (wanted, expected) => {
  const first = expected[0] ?? 0;
  expect(ticks('week', '2026-11-21T15:07', 'UTC', wanted)).toEqual(
    expected.map((day) => `${day}/11/2026, 00:00 at ${day - first}`),
  );
});

test('a term with room for four labels has every fourth Monday', () => {
  expect(ticks('term', '2026-11-21T15:07', 'UTC', 4)).toHaveLength(3);
});
