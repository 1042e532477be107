import { describe, expect, test } from 'vitest';
import { localMoment, weekdayOf } from '../day.ts';
import { type OpenHours, hoursProblem, openingsOf } from './mentor-hours.ts';

const tuesdays: OpenHours[] = [{ weekday: 2, from: 16 * 60, to: 18 * 60 }];
const at = (time: string): number => Date.parse(time);
const said = (times: number[]): string[] => times.map((time) => new Date(time).toISOString().slice(0, 16));

describe('openings', () => {
  test('are half hours of the next time a mentor is there', () => {
    const own = { hours: tuesdays, timeZone: 'Europe/Berlin' };
    expect(said(openingsOf(own, at('2026-11-16T10:00:00Z'), [], 5))).toEqual([
      '2026-11-17T15:00',
      '2026-11-17T15:30',
      '2026-11-17T16:00',
      '2026-11-17T16:30',
      '2026-11-24T15:00',
    ]);
  });

  test('leave an hour to be noticed, and are not given twice', () => {
    const own = { hours: tuesdays, timeZone: 'Europe/Berlin' };
    const now = at('2026-11-17T14:20:00Z');
    expect(said(openingsOf(own, now))).toEqual(['2026-11-17T15:30']);
    expect(said(openingsOf(own, now, [at('2026-11-17T15:30:00Z')]))).toEqual(['2026-11-17T16:00']);
  });

  test('there are none without hours', () => {
    expect(openingsOf({ hours: [], timeZone: 'UTC' }, 0)).toEqual([]);
  });

  test('follow the clock when it changes, and what it does not show is no opening', () => {
    const sundays = { hours: [{ weekday: 7 as const, from: 90, to: 210 }], timeZone: 'Europe/Berlin' };
    // 29 March 2026: from 02:00 to 03:00 there is nothing.
    expect(said(openingsOf(sundays, at('2026-03-28T12:00:00Z'), [], 2))).toEqual([
      '2026-03-29T00:30',
      '2026-03-29T01:00',
    ]);
    // 25 October 2026: 02:00 comes twice, and the first is meant.
    expect(said(openingsOf(sundays, at('2026-10-24T12:00:00Z'), [], 3))).toEqual([
      '2026-10-24T23:30',
      '2026-10-25T00:00',
      '2026-10-25T00:30',
    ]);
  });

  test('lie within the hours by the clock of every time zone, through the whole year', () => {
    const hours: OpenHours[] = [
      { weekday: 1, from: 0, to: 120 },
      { weekday: 4, from: 13 * 60 + 15, to: 14 * 60 },
      { weekday: 7, from: 60, to: 4 * 60 },
    ];
    // Every other zone, each fifth day of a year: all clock changes are hit by some.
    const zones = Intl.supportedValuesOf('timeZone').filter((_, index) => index % 2 === 0);
    for (const timeZone of zones) {
      for (let now = at('2026-01-01T07:00:00Z'); now < at('2027-01-01T00:00:00Z'); now += 5 * 86_400_000) {
        const [opening] = openingsOf({ hours, timeZone }, now);
        if (opening === undefined) throw new Error(`no opening in ${timeZone} after ${now}`);
        const { day, hour, minute } = localMoment(opening, timeZone);
        const minutes = 60 * hour + minute;
        const within = hours.some(
          (one) => one.weekday === weekdayOf(day) && minutes >= one.from && minutes + 30 <= one.to,
        );
        if (!within || opening < now + 3_600_000 || opening > now + 8 * 86_400_000)
          throw new Error(`${new Date(opening).toISOString()} is no opening in ${timeZone}`);
      }
    }
    expect(zones.length).toBeGreaterThan(200);
  });
});

describe('hours', () => {
  const good = { about: null, timeZone: 'Europe/Berlin', hours: tuesdays };
  test('that make sense are taken', () => {
    expect(hoursProblem(good)).toBeNull();
    const split = [...tuesdays, { weekday: 2 as const, from: 18 * 60, to: 24 * 60 }];
    expect(hoursProblem({ ...good, hours: split })).toBeNull();
  });

  test.each([
    ['about', { ...good, about: 'x'.repeat(301) }],
    ['timeZone', { ...good, timeZone: 'Middle/Earth' }],
    [
      'hours',
      { ...good, hours: Array.from({ length: 29 }, () => ({ weekday: 1 as const, from: 0, to: 30 })) },
    ],
    ['hours.0', { ...good, hours: [{ weekday: 2 as const, from: 600, to: 540 }] }],
    ['hours.0', { ...good, hours: [{ weekday: 2 as const, from: 0, to: 1_441 }] }],
    ['hours.0', { ...good, hours: [{ weekday: 2 as const, from: 0.5, to: 90 }] }],
    ['hours.1', { ...good, hours: [...tuesdays, { weekday: 2 as const, from: 900, to: 1_000 }] }],
  ])('with something wrong in %s are refused', (field, wanted) => {
    expect(hoursProblem(wanted)?.field).toBe(field);
  });
});
