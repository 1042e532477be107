import { expect, test } from 'vitest';
import { cellsHeard, minuteTicks } from './time-axis.ts';

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
