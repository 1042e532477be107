import { expect, test } from 'vitest';
import { dayMs, dayOfDate, localMoment, startOfDay } from '../day.ts';
import { usualPolicy } from './policy.ts';
import { type SendTimes, sendAtOf } from './send-time.ts';

const noHabit = Array.from({ length: 168 }, () => 0);
const evenings = noHabit.map((_, hour) => (hour % 24 === 19 ? 5 : 0));

function times(more: Partial<SendTimes> = {}): SendTimes {
  return {
    timeZone: 'Europe/Berlin',
    policy: usualPolicy,
    preferences: { quietHours: null },
    daysOff: { restDays: [], holidays: [] },
    past: [],
    habit: evenings,
    ...more,
  };
}

/** When it is sent if it is wanted at a time of a day and of use for five more, as clocks there show it. */
function clockOf(wanted: string, more: Partial<SendTimes> = {}, waits = true): string | null {
  const own = times(more);
  const [date = '', hours = '0', minutes = '0'] = wanted.split(/[ :]/);
  const from = startOfDay(dayOfDate(date), own.timeZone) + (60 * Number(hours) + Number(minutes)) * 60_000;
  const at = sendAtOf(own, from, from + 5 * dayMs, waits);
  if (at === null) return null;
  const { day, hour, minute } = localMoment(at, own.timeZone);
  const shown = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  return `${new Date(day * dayMs).toISOString().slice(0, 10)} ${shown}`;
}

const quietTo830 = { ...usualPolicy, quietHours: { from: 21 * 60, to: 8 * 60 + 30 } };

test.each<[string, string, string | null, Partial<SendTimes>?, boolean?]>([
  ['the usual hour of today is still to come', '2026-11-17 09:00', '2026-11-17 19:00'],
  ['it is that hour', '2026-11-17 19:20', '2026-11-17 19:20'],
  ['it is over', '2026-11-17 20:10', '2026-11-18 19:00'],
  ['nobody knows a habit', '2026-11-17 09:00', '2026-11-17 17:00', { habit: noHabit }],
  ['it need not wait for the habit', '2026-11-17 09:00', '2026-11-17 09:00', {}, false],
  ['quiet hours are not over', '2026-11-17 07:00', '2026-11-17 08:30', { policy: quietTo830 }, false],
  ['quiet hours have begun', '2026-11-17 21:00', '2026-11-18 08:00', {}, false],
  [
    'the own quiet hours follow on those of the programme',
    '2026-11-17 07:00',
    '2026-11-17 09:30',
    { preferences: { quietHours: { from: 8 * 60, to: 570 } } },
    false,
  ],
  [
    'the own quiet hours leave none',
    '2026-11-17 07:00',
    null,
    { preferences: { quietHours: { from: 480, to: 1_260 } } },
  ],
  ['the morning is shorter, since clocks are put forward', '2026-03-28 22:00', '2026-03-29 08:00', {}, false],
  ['the night is longer, since clocks are put back', '2026-10-24 22:00', '2026-10-25 08:00', {}, false],
  [
    'clocks are put forward past the end of quiet hours',
    '2026-03-28 23:00',
    '2026-03-29 03:00',
    { policy: { ...usualPolicy, quietHours: { from: 22 * 60, to: 150 } } },
    false,
  ],
  [
    'the day begins an hour late, since clocks change at midnight',
    '2026-03-07 22:00',
    '2026-03-08 01:00',
    { timeZone: 'America/Havana', policy: { ...usualPolicy, quietHours: { from: 22 * 60, to: 0 } } },
    false,
  ],
  [
    'days off come first',
    '2026-11-20 22:00',
    '2026-11-23 08:00',
    { daysOff: { restDays: [6, 7], holidays: [] } },
    false,
  ],
  [
    'days off are not spared',
    '2026-11-21 12:00',
    '2026-11-21 12:00',
    { daysOff: { restDays: [6, 7], holidays: [] }, policy: { ...usualPolicy, sparesDaysOff: false } },
    false,
  ],
])('where %s, what is wanted on %s comes on %s', (_, wanted, told, more = {}, waits = true) => {
  expect(clockOf(wanted, more, waits)).toBe(told);
});

test('a day and a week hold so many of all kinds, and what is planned counts', () => {
  const noon = (date: string) => ({ at: startOfDay(dayOfDate(date), 'Europe/Berlin') + dayMs / 2 });
  const one = { past: [noon('2026-11-17')] };
  expect(clockOf('2026-11-17 13:00', one, false)).toBe('2026-11-18 08:00');
  const week = ['2026-11-13', '2026-11-15', '2026-11-16', '2026-11-18'].map(noon);
  expect(clockOf('2026-11-17 13:00', { past: week }, false)).toBe('2026-11-20 08:00');
});
