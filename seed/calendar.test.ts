import { describe, expect, test } from 'vitest';
import { openCalendar, usualHolidays } from './calendar.ts';

const hourMs = 3_600_000;
/** A Tuesday. */
const from = Date.UTC(2026, 2, 10, 15);

describe('the calendar of a cohort', () => {
  test('begins on the local day of its first moment and knows each midnight, also when the clocks change', () => {
    const calendar = openCalendar({ from, timeZone: 'Europe/Berlin' });
    expect(calendar.day(0)).toEqual({
      index: 0,
      midnight: Date.UTC(2026, 2, 9, 23),
      date: '2026-03-10',
      weekday: 1,
      isHoliday: false,
    });
    // On 29 March the night was an hour short.
    expect(calendar.day(20).midnight - calendar.day(18).midnight).toBe(47 * hourMs);
    for (const index of [0, 5, 19, 20, 200, -3])
      expect(calendar.indexAt(calendar.day(index).midnight + 12 * hourMs)).toBe(index);
  });

  test('is another one in another place', () => {
    expect(openCalendar({ from, timeZone: 'Pacific/Auckland' }).day(0).date).toBe('2026-03-11');
    expect(openCalendar({ from, timeZone: 'Pacific/Auckland' }).day(0).weekday).toBe(2);
  });

  test('knows the holidays from their first to their last day', () => {
    const holidays = [{ name: 'Snow', first: '2026-03-12', last: '2026-03-13' }];
    const calendar = openCalendar({ from, timeZone: 'UTC', holidays });
    expect([1, 2, 3, 4].map((index) => calendar.day(index).isHoliday)).toEqual([false, true, true, false]);
  });

  test('has a reading week from Monday to Sunday in the middle of the term, and days of the year', () => {
    const calendar = openCalendar({ from, timeZone: 'UTC', holidays: usualHolidays(from, 'UTC') });
    const free = Array.from({ length: 84 }, (_, index) => calendar.day(index)).filter((day) => day.isHoliday);
    const reading = free.slice(0, 7);
    expect(reading.map(({ weekday }) => weekday)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(reading[0]?.index).toBe(41);
    expect(free.map(({ date }) => date)).toContain('2026-05-01');
  });
});
