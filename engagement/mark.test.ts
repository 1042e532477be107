import { describe, expect, test } from 'vitest';
import { parseEvent } from './event.ts';
import { type Mark, markOf } from './mark.ts';
import { scoreOf } from './score.ts';
import { usualScoring } from './scoring.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 2, 2, 14, 5);
const second = now / 1000;
const today = Math.floor(now / day);
const handedIn = { type: 'assignment_submission' as const, at: now - 14 * day, durationS: 600 };

describe('a mark that comes later', () => {
  test('is an event like others, and says what it is', () => {
    const sent = {
      id: 'm',
      learner: 'maya',
      type: 'assignment_submission',
      at: new Date(now).toISOString(),
      percent: 70.4,
    };
    expect(parseEvent({ ...sent, graded: true }, now)).toEqual({
      ok: true,
      event: { ...sent, at: now, graded: true },
    });
    expect(parseEvent({ ...sent, graded: 'yes' }, now)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_field' },
    });
  });

  test.each<[string, Parameters<typeof markOf>[0], Partial<Mark>]>([
    [
      'is a result and nothing that was done, however long it took',
      { ...handedIn, at: now, graded: true, percent: 70.4 },
      { second, day: today, kind: null, seconds: 0, percent: 70 },
    ],
    [
      'of nothing at all is a result as well',
      { type: 'quiz_attempt', at: now, graded: true, percent: 0 },
      { second, day: today, kind: null, seconds: 0, percent: 0 },
    ],
    [
      'may be passed or not',
      { type: 'assignment_submission', at: now, graded: true, completed: true },
      { second, day: today, kind: null, seconds: 0, percent: 100 },
    ],
    [
      'without a result leaves nothing',
      { type: 'assignment_submission', at: now, graded: true },
      { second, day: today, kind: null, seconds: 0 },
    ],
    [
      'is none when it says so',
      { ...handedIn, at: now, graded: false, percent: 70.4 },
      { second, day: today, kind: 'assignment', seconds: 600, percent: 70 },
    ],
  ])('%s', (_, event, expected) => {
    expect(markOf(event, 'UTC')).toEqual(expected);
  });

  test('counts in the score of the week in which it became known, and is no activity in it', () => {
    const came = { type: 'content_view' as const, at: now - 2 * day, durationS: 1_800 };
    const mark = { type: 'assignment_submission' as const, at: now, graded: true, percent: 60 };
    const without = lmsOf([handedIn, came], now);
    const withMark = lmsOf([handedIn, came, mark], now);
    expect(without).toMatchObject({ activeDays: 1, minutes: 30, results: 0 });
    expect(withMark).toEqual({ ...without, results: 1, percent: 60 });
    // In the week in which it was handed in nobody knew.
    expect(lmsOf([handedIn, came, mark], now - 10 * day)).toMatchObject({ activeDays: 1, results: 0 });
  });

  test('is seen by nobody as a sign of life', () => {
    const window = openWindow();
    for (const event of [handedIn, { ...handedIn, at: now, graded: true, percent: 60 }]) {
      count(window, markOf(event, 'UTC'));
    }
    const read = readWindow(packWindow(window), now, 'UTC');
    expect(read).toMatchObject({ lastEventAt: handedIn.at, lastLmsAt: handedIn.at });
    expect([read.lms.at(-1), read.days.at(-1), read.handedIn.at(-1), read.hours.at(-1)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([read.results.count.at(-1), read.results.percent.at(-1)]).toEqual([1, 60]);
  });

  test.each([
    [0, 1],
    [27, 1],
    [28, 1],
    [83, 1],
    [84, 0],
  ])('is known for twelve weeks: after %i days of %i result', (days, results) => {
    const window = openWindow();
    count(window, markOf({ ...handedIn, at: now, graded: true, percent: 60 }, 'UTC'));
    const { count: counts, percent } = readWindow(packWindow(window), now + days * day, 'UTC').results;
    expect(counts).toHaveLength(84);
    expect([sumOf(counts), sumOf(percent)]).toEqual([results, 60 * results]);
  });
});

function lmsOf(events: Parameters<typeof markOf>[0][], at: number): Record<string, number> | undefined {
  const window = openWindow();
  for (const event of events) if (event.at <= at) count(window, markOf(event, 'UTC'));
  const of = { enrolledAt: now - 60 * day, timeZone: 'UTC', scoring: usualScoring, outages: [] };
  const score = scoreOf(readWindow(packWindow(window), at, 'UTC'), of);
  return score?.parts.find(({ name }) => name === 'lms')?.madeOf;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
