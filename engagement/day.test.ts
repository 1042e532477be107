import { describe, expect, test } from 'vitest';
import { dateOf, dayOf, dayOfDate, localMoment, startOfDay, weekdayOf } from './day.ts';

describe('a day', () => {
  test.each([
    ['2026-03-02T14:05:00Z', 'UTC', '2026-03-02'],
    ['2025-11-02T12:59:59Z', 'Australia/Melbourne', '2025-11-02'],
    ['2025-11-02T13:00:00Z', 'Australia/Melbourne', '2025-11-03'],
    ['2026-03-02T04:59:59Z', 'America/New_York', '2026-03-01'],
    ['2026-03-02T05:00:00Z', 'America/New_York', '2026-03-02'],
    // Clocks went forward at 07:00 in Greenwich: the evening is an hour nearer.
    ['2026-03-09T03:59:59Z', 'America/New_York', '2026-03-08'],
    ['2026-03-09T04:00:00Z', 'America/New_York', '2026-03-09'],
    ['1969-12-31T23:59:59Z', 'UTC', '1969-12-31'],
  ])('of %s in %s is %s', (at, timeZone, date) => {
    expect(dateOf(dayOf(Date.parse(at), timeZone))).toBe(date);
  });

  test.each([
    ['UTC', '2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['Australia/Melbourne', '2025-11-03', '2025-11-02T13:00:00.000Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    // Clocks go from 23:59:59 to 01:00: that day has no midnight.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    // And back to 23:00 at midnight: the day before has its last hour twice.
    ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00.000Z'],
  ])('in %s, %s begins at %s', (timeZone, date, at) => {
    expect(new Date(startOfDay(dayOfDate(date), timeZone)).toISOString()).toBe(at);
  });

  test('begins where the one before ends, all year and everywhere', () => {
    for (const zone of [
      'UTC',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Australia/Lord_Howe',
    ]) {
      for (let day = dayOfDate('2026-01-01'); day <= dayOfDate('2026-12-31'); day++) {
        const start = startOfDay(day, zone);
        expect([dayOf(start, zone), dayOf(start - 1, zone)]).toEqual([day, day - 1]);
      }
    }
  });

  test('knows its weekday, from Monday 1 to Sunday 7', () => {
    const days = ['2026-11-16', '2026-11-21', '2026-11-22', '1969-12-29'].map(dayOfDate);
    expect(days.map(weekdayOf)).toEqual([1, 6, 7, 1]);
  });
});

const newYear = Date.UTC(2026, 0, 1) / 86_400_000;

test.each([
  ['UTC', { day: newYear, hour: 0, minute: 5 }],
  ['America/New_York', { day: newYear - 1, hour: 19, minute: 5 }],
  ['Asia/Kolkata', { day: newYear, hour: 5, minute: 35 }],
  ['Pacific/Kiritimati', { day: newYear, hour: 14, minute: 5 }],
])('five past midnight on New Year in Greenwich is another time in %s', (timeZone, expected) => {
  expect(localMoment(Date.UTC(2026, 0, 1, 0, 5), timeZone)).toEqual(expected);
});

test('clocks change twice a year', () => {
  const noon = (month: number) => localMoment(Date.UTC(2026, month, 1, 12), 'Europe/Berlin').hour;
  expect([noon(0), noon(6)]).toEqual([13, 14]);
});
