import { expect, test } from 'vitest';
import { type Range, columnAt, columnsDown, columnsOf, placeOf, unheardFrom } from './columns.ts';

const at = (time: string): number => Date.parse(`${time}Z`);
const minuteOf = (time: string): number => at(time) / 60_000;
const hour = columnsOf('hour', minuteOf('2026-11-21T15:07'), 'UTC');

test.each<[Range, string, number, string, string]>([
  ['hour', 'UTC', 60, '2026-11-21T14:08', '2026-11-21T15:08'],
  ['day', 'UTC', 24, '2026-11-20T16:00', '2026-11-21T16:00'],
  ['week', 'UTC', 7, '2026-11-15T00:00', '2026-11-22T00:00'],
  ['week', 'Europe/Berlin', 7, '2026-11-14T23:00', '2026-11-21T23:00'],
  ['term', 'Pacific/Kiritimati', 84, '2026-08-30T10:00', '2026-11-22T10:00'],
])('a %s in %s has %i columns, the last of which is running', (range, timeZone, count, from, to) => {
  const columns = columnsOf(range, minuteOf('2026-11-21T15:07'), timeZone);
  expect([columns.count, columns.starts.length, columns.days.length]).toEqual([count, count + 1, count]);
  expect([columns.starts[0], columns.starts[count]]).toEqual([at(from), at(to)]);
});

test('a day on which clocks change is as long as it is', () => {
  const { starts } = columnsOf('week', minuteOf('2026-10-28T12:00'), 'Europe/Berlin');
  const lengths = starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / 3_600_000);
  expect(lengths).toEqual([24, 24, 24, 25, 24, 24, 24]);
});

test('each column knows the day that it lies in', () => {
  const { days } = columnsOf('day', minuteOf('2026-11-21T15:07'), 'UTC');
  expect([days[0], days[7], days[8], days[23]]).toEqual([82, 82, 83, 83]);
});

test.each([
  ['before the first', '2026-11-21T14:00', -1, -8],
  ['at its very beginning', '2026-11-21T14:08', 0, 0],
  ['in the middle of one', '2026-11-21T14:10:30', 2, 2.5],
  ['in the running one', '2026-11-21T15:07:15', 59, 59.25],
])('a moment %s', (_, time, column, place) => {
  expect([columnAt(hour, at(time)), placeOf(hour, at(time))]).toEqual([column, place]);
});

test.each([
  ['all of them while the connection holds', null, 60],
  ['all of them in the minute in which it broke', '15:07:30', 60],
  ['all but those since it broke', '15:04:10', 57],
  ['none after an hour away', '13:00:00', 0],
])('columns listened to: %s', (_, heardAt, expected) => {
  expect(unheardFrom(hour, heardAt === null ? null : at(`2026-11-21T${heardAt}`))).toBe(expected);
});

test.each<[string, Range, string, string | null, { first: number; last: number } | null]>([
  ['lasts: from the minute after the last event on', 'hour', '14:30:10', null, { first: 23, last: 59 }],
  [
    'is over: up to the minute of the first event after it',
    'hour',
    '14:30:10',
    '14:50:00',
    { first: 23, last: 41 },
  ],
  ['began before the map does', 'hour', '10:00:00', '14:20:00', { first: 0, last: 11 }],
  ['was over before the map begins', 'hour', '10:00:00', '14:08:00', null],
  ['fits between two minutes that were heard', 'hour', '14:30:10', '14:31:50', null],
  ['took the better half of an hour', 'day', '13:10:00', '14:20:00', { first: 21, last: 21 }],
  ['took too little of a day', 'week', '03:00:00', '09:00:00', null],
])('columns of an outage that %s', (_, range, from, to, expected) => {
  const outage = { from: at(`2026-11-21T${from}`), to: to === null ? null : at(`2026-11-21T${to}`) };
  expect(columnsDown(columnsOf(range, minuteOf('2026-11-21T15:07'), 'UTC'), outage)).toEqual(expected);
});
