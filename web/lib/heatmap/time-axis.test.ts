import { expect, test } from 'vitest';
import { cellsHeard, columnsDown, minuteTicks } from './time-axis.ts';

const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);
const minuteOf = (time: string): number => at(time) / 60_000;

test('ticks stand at round minutes, each where its cell begins', () => {
  const ticks = minuteTicks(minuteOf('15:07:00'), 60, 20);
  expect(ticks.map((tick) => new Date(tick.at).toISOString().slice(11, 16))).toEqual([
    '14:20',
    '14:40',
    '15:00',
  ]);
  expect(ticks.map(({ place }) => Math.round(place * 60))).toEqual([12, 32, 52]);
});

test.each([
  ['all of them while the connection holds', null, 60],
  ['all of them in the minute in which it broke', at('15:07:30'), 60],
  ['all but those since it broke', at('15:04:10'), 57],
  ['none after an hour away', at('13:00:00'), 0],
])('cells listened to: %s', (_, heardAt, expected) => {
  expect(cellsHeard(minuteOf('15:07:00'), 60, heardAt)).toBe(expected);
});

test.each([
  ['lasts: from the minute after the last event on', '14:30:10', null, { first: 23, last: 59 }],
  ['is over: up to the minute of the first event after it', '14:30:10', '14:50:00', { first: 23, last: 41 }],
  ['began before the map does', '10:00:00', '14:20:00', { first: 0, last: 11 }],
  ['was over before the map begins', '10:00:00', '14:08:00', null],
  ['fits between two minutes that were heard', '14:30:10', '14:31:50', null],
])('columns of an outage that %s', (_, from, to, expected) => {
  const outage = { from: at(from), to: to === null ? null : at(to) };
  expect(columnsDown(outage, minuteOf('15:07:00'), 60)).toEqual(expected);
});
