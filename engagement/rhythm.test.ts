import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HeardHour, expectedSince, rhythmOf, usualAt, usualRangeAt, usualWithin } from './rhythm.ts';
import { isDown } from './source.ts';
import { type WallClock, wallClock } from './wall-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const keptMs = 5 * weekMs;
/** A Monday at midnight. */
const monday = Date.UTC(2026, 8, 7);
const utc: WallClock = (at) => at;

/** A source without chance in it: in each hour as many events as the rhythm says. */
function hoursOf(from: number, until: number, perHour: (at: number) => number): HeardHour[] {
  const hours: HeardHour[] = [];
  for (let at = from; at < until; at += hourMs) {
    const events = perHour(at);
    if (events > 0) hours.push({ at, events });
  }
  return hours;
}

const wallHour = (at: number) => Math.floor(at / hourMs) % 24;
const weekday = (at: number) => (Math.floor(at / dayMs) + 3) % 7;
const school = (at: number) => (weekday(at) < 5 && wallHour(at) >= 8 && wallHour(at) < 18 ? 240 : 0);
const nightly = (at: number) => (wallHour(at) === 2 ? 500 : 0);
const steady = () => 120;

function downAt(
  perHour: (at: number) => number,
  {
    heardFor,
    last,
    silentMs,
    clock = utc,
  }: { heardFor: number; last: number; silentMs: number; clock?: WallClock },
): boolean {
  const hours = hoursOf(last - heardFor - (last % hourMs), last, perHour);
  return isDown(rhythmOf(hours, last, clock), last, last + silentMs);
}

describe('a source that is silent', () => {
  const wednesdayNoon = monday + 4 * weekMs + 2 * dayMs + 12 * hourMs;
  const fridayEvening = monday + 4 * weekMs + 4 * dayMs + 17.9 * hourMs;
  const afterBatch = monday + 4 * weekMs + dayMs + 2.5 * hourMs;
  const fourWeeks = 4 * weekMs;
  const cases: [string, (at: number) => number, Parameters<typeof downAt>[1], boolean][] = [
    [
      'for 9 minutes of its busiest time is not down',
      school,
      { heardFor: fourWeeks, last: wednesdayNoon, silentMs: 9 * minuteMs },
      false,
    ],
    [
      'for 10 minutes of its busiest time is down',
      school,
      { heardFor: fourWeeks, last: wednesdayNoon, silentMs: 10 * minuteMs },
      true,
    ],
    [
      'is down once twenty events are missed, not sooner',
      () => 60,
      { heardFor: fourWeeks, last: wednesdayNoon, silentMs: 19 * minuteMs },
      false,
    ],
    [
      'is down once twenty events are missed, not later',
      () => 60,
      { heardFor: fourWeeks, last: wednesdayNoon, silentMs: 20 * minuteMs },
      true,
    ],
    [
      'through a weekend that is always quiet is not down',
      school,
      { heardFor: fourWeeks, last: fridayEvening, silentMs: 62 * hourMs },
      false,
    ],
    [
      'on Monday morning, when it should be back for two hours, is down',
      school,
      { heardFor: fourWeeks, last: fridayEvening, silentMs: 64.2 * hourMs },
      true,
    ],
    [
      'and sends one batch a day is not down after 23 hours',
      nightly,
      { heardFor: fourWeeks, last: afterBatch, silentMs: 23 * hourMs },
      false,
    ],
    [
      'and sends one batch a day is not down when that is an hour late',
      nightly,
      { heardFor: fourWeeks, last: afterBatch, silentMs: 25 * hourMs },
      false,
    ],
    [
      'and sends one batch a day is down when that did not come',
      nightly,
      { heardFor: fourWeeks, last: afterBatch, silentMs: 26 * hourMs },
      true,
    ],
    [
      'and was heard for half a day is never down',
      steady,
      { heardFor: 12 * hourMs, last: wednesdayNoon, silentMs: dayMs },
      false,
    ],
    [
      'and was heard for two days is down by what came a day ago',
      steady,
      { heardFor: 2 * dayMs, last: wednesdayNoon, silentMs: 10 * minuteMs },
      true,
    ],
    [
      'in its first week is not down at night',
      school,
      { heardFor: 2.2 * dayMs, last: wednesdayNoon + 5.9 * hourMs, silentMs: 14 * hourMs },
      false,
    ],
    [
      'on the first weekend it ever had is not down',
      school,
      { heardFor: 4.5 * dayMs, last: fridayEvening, silentMs: 2 * dayMs },
      false,
    ],
    [
      'for longer than we know its rhythm is taken for gone',
      steady,
      { heardFor: fourWeeks, last: wednesdayNoon, silentMs: 36 * dayMs },
      false,
    ],
  ];
  test.each(cases)('%s', (_, perHour, how, expected) => {
    expect(downAt(perHour, how)).toBe(expected);
  });

  test('on a holiday is measured by that day: a little is enough to go on', () => {
    const last = wednesdayNoon + 5 * minuteMs;
    const holiday = (at: number) =>
      at >= wednesdayNoon - 12 * hourMs ? Number(at % (2 * hourMs) === 0) : school(at);
    const rhythm = rhythmOf(hoursOf(last - 4 * weekMs, last, holiday), last, utc);
    expect(expectedSince(rhythm, last, last + hourMs)).toBeCloseTo(240 * 0.05);
    expect(isDown(rhythm, last, last + hourMs)).toBe(false);
  });

  test('after a long break is known anew within days, though the weeks before were empty', () => {
    const breakEnds = monday + 4 * weekMs;
    const afterBreak = (at: number) => (at < monday || at >= breakEnds ? school(at) : 0);
    const last = breakEnds + 2 * dayMs + 12 * hourMs;
    const rhythm = rhythmOf(hoursOf(last - keptMs, last, afterBreak), last, utc);
    expect(isDown(rhythm, last, last + 15 * minuteMs)).toBe(true);
  });

  test('keeps the hours of the people it sends for when their clocks change', () => {
    const berlin = wallClock('Europe/Berlin');
    const perHour = (at: number) => school(berlin(at));
    // On 25 October 2026 eight o'clock comes an hour later by UTC.
    const last = Date.UTC(2026, 9, 23, 15, 50);
    const hours = hoursOf(last - keptMs - (last % hourMs), last, perHour);
    const eight = Date.UTC(2026, 9, 26, 7);
    expect(isDown(rhythmOf(hours, last, utc), last, eight + hourMs - 1)).toBe(true);
    expect(isDown(rhythmOf(hours, last, berlin), last, eight + hourMs - 1)).toBe(false);
    expect(isDown(rhythmOf(hours, last, berlin), last, eight + 2 * hourMs)).toBe(true);
  });
});

describe('what is usual', () => {
  const last = monday + 4 * weekMs + 12.5 * hourMs;
  const odd = (at: number) =>
    at >= monday + 2 * weekMs && at < monday + 2 * weekMs + dayMs ? 5_000 : school(at);
  const rhythm = rhythmOf(hoursOf(monday, last, odd), last, utc);

  test('is the median of the same hour of four weeks, which one odd week does not move', () => {
    expect(usualAt(rhythm, last)).toBe(240);
    expect(usualRangeAt(rhythm, last)).toEqual({ low: 240, high: 5_000 });
  });

  test('is nothing at night, and not known for a source nobody has heard for a week', () => {
    expect(usualAt(rhythm, last + 12 * hourMs)).toBe(0);
    expect(usualRangeAt(rhythmOf(hoursOf(last - dayMs, last, steady), last, utc), last)).toBeNull();
  });

  test('within a time is what its busiest hour has', () => {
    expect(usualWithin(rhythm, last + 8 * hourMs, last + dayMs)).toBe(240);
  });
});

describe('chance', () => {
  const sources = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    perHour: fc.integer({ min: 30, max: 400 }),
    night: fc.constantFrom(0, 0.05, 0.3),
    weekend: fc.constantFrom(0, 0.1, 0.5),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  });

  test('alone never makes a source down: ten weeks from its first event on, with nights and weekends', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const alarms: string[] = [];
        listen(source, monday, monday + 10 * weekMs, (rhythm, last, next) => {
          if (isDown(rhythm, last, next)) alarms.push(new Date(last).toISOString());
        });
        expect(alarms).toEqual([]);
      }),
      { seed: 42, numRuns: 8 },
    );
  });

  test('hides no cut: it is seen after forty missed events, or half a busy hour of them where a day begins or ends', () => {
    const cuts = fc.integer({ min: 0, max: weekMs / minuteMs - 1 });
    fc.assert(
      fc.property(sources, cuts, (source, minute) => {
        const cutAt = monday + 5 * weekMs + minute * minuteMs;
        let [rhythm, last] = [rhythmOf([], cutAt, utc), cutAt];
        listen(source, monday, cutAt, (known, at) => ([rhythm, last] = [known, at]), 0);
        const rate = rateOf(source);
        let missed = 0;
        let now = last;
        while (!isDown(rhythm, last, now)) {
          now += minuteMs;
          missed += rate(now) / 60;
          expect(missed).toBeLessThan(40 + source.perHour / 2);
        }
        expect(now - last).toBeGreaterThanOrEqual(10 * minuteMs);
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});

interface Source {
  seed: number;
  perHour: number;
  night: number;
  weekend: number;
  zone: string;
}

/** Events an hour: people come in the morning, most of them by ten, and go in the evening. */
function rateOf({ perHour, night, weekend, zone }: Source): (at: number) => number {
  const clock = wallClock(zone);
  return (at) => {
    const wall = clock(at);
    const hour = (wall % dayMs) / hourMs;
    const day = hour < 7 || hour > 21 ? night : Math.max(night, Math.sin((Math.PI * (hour - 7)) / 14));
    return perHour * day * (weekday(wall) < 5 ? 1 : weekend);
  };
}

/** Lets a source send by chance, and says what was known at the end of each silence of some minutes, and of the last one. */
function listen(
  source: Source,
  from: number,
  until: number,
  silent: (rhythm: ReturnType<typeof rhythmOf>, last: number, next: number) => void,
  silenceMinMs = 10 * minuteMs,
): void {
  const clock = wallClock(source.zone);
  const rate = rateOf(source);
  const uniform = chance(source.seed);
  const hours = new Map<number, number>();
  let last = from;
  const known = () =>
    rhythmOf(
      Array.from(hours, ([at, events]) => ({ at, events })).filter(({ at }) => at > last - keptMs),
      last,
      clock,
    );
  for (let at = from; at < until; at += minuteMs) {
    const events = poisson(rate(at) / 60, uniform);
    if (events === 0) continue;
    if (silenceMinMs > 0 && at - last >= silenceMinMs) silent(known(), last, at);
    last = at;
    const hour = Math.floor(at / hourMs) * hourMs;
    hours.set(hour, (hours.get(hour) ?? 0) + events);
  }
  if (silenceMinMs === 0) silent(known(), last, until);
}

function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > limit; events++) product *= uniform();
  return Math.max(0, events);
}

/** The minimal standard generator: enough for a source, and the same for every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
