import { describe, expect, test } from 'vitest';
import type { LearnerEvent } from '#engagement/event.ts';
import { openCalendar } from '#seed/calendar.ts';
import { openRandom } from '#seed/random.ts';
import { doubledBy, halved, laterBy, ownAt, stopped, traceOf } from './trace.ts';

const from = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;
const calendar = openCalendar({ from, timeZone: 'Europe/Berlin' });
/** Three events in the evening of each of ninety days. */
const events = Array.from({ length: 270 }, (_, index): LearnerEvent => {
  const day = Math.floor(index / 3);
  return {
    id: `maya.${day}.${index % 3}`,
    learner: 'maya',
    type: 'content_view',
    at: calendar.day(day).midnight + 19 * hourMs + index,
    durationS: 60,
  };
});
const middle = calendar.day(45).midnight;

describe('what a learner did by local hour', () => {
  test('is what a window would say of them at that hour', () => {
    const trace = traceOf('maya', events, calendar, 90);
    const before = ownAt(trace, 89, 18);
    expect([before.days.length, before.days.at(-1), before.days.at(-2)]).toEqual([84, 0, 3]);
    const after = ownAt(trace, 89, 20);
    expect([after.days.at(-1), after.seconds.at(-1), after.hours.length]).toEqual([3, 180, 48]);
    expect(after.hours.flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([47 - 25, 47 - 1]);
  });

  test('has nothing before its first day', () => {
    expect(
      ownAt(traceOf('maya', events, calendar, 90), 10, 23).days.filter((count) => count > 0),
    ).toHaveLength(11);
  });
});

describe('a change', () => {
  test('leaves what was before it', () => {
    for (const change of [stopped, halved(openRandom(1)), doubledBy(events), laterBy(7)]) {
      expect(change(events, middle).filter(({ at }) => at < middle)).toEqual(events.slice(0, 135));
    }
  });

  test('is what its name says from there on', () => {
    const after = (changed: LearnerEvent[]) => changed.filter(({ at }) => at >= middle).length;
    expect(after(stopped(events, middle))).toBe(0);
    expect(after(doubledBy(events)(events, middle))).toBe(270);
    const left = after(halved(openRandom(1))(events, middle));
    expect(left % 3).toBe(0);
    expect(left).toBeGreaterThan(35);
    expect(left).toBeLessThan(100);
    const late = traceOf('maya', laterBy(7)(events, middle), calendar, 90);
    expect(ownAt(late, 60, 12).hours[47 - 10]).toBe(3);
  });
});
