import { describe, expect, test } from 'vitest';
import { type FedCohort, eventsOf, lastEventOf, partsHidden, sourceState } from './source.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = 100 * hourMs + 30 * minuteMs;

function feed(source: string, weekly: Partial<FedCohort['weeks']>, isOut = false): FedCohort {
  const lastWeek = { attendance: 0, lms: 0, sentiment: 0, ...weekly };
  const weeks = {
    attendance: 4 * lastWeek.attendance,
    lms: 4 * lastWeek.lms,
    sentiment: 4 * lastWeek.sentiment,
  };
  return { source, weeks, lastWeek, isOut };
}

describe('an outage hides', () => {
  test.each<[string, FedCohort[], ReturnType<typeof partsHidden>]>([
    [
      'every part that the source feeds',
      [feed('lms', { lms: 900, sentiment: 20 }, true)],
      ['lms', 'sentiment'],
    ],
    [
      'no part that it does not feed',
      [feed('lms', { lms: 900 }, true), feed('register', { attendance: 9 })],
      ['lms'],
    ],
    [
      'no part of which another source brings as much',
      [feed('lms', { lms: 10 }, true), feed('app', { lms: 10 })],
      [],
    ],
    [
      'a part of which another source brings little',
      [feed('lms', { lms: 10 }, true), feed('app', { lms: 9 })],
      ['lms'],
    ],
    [
      'a part of which all sources are down',
      [feed('lms', { lms: 10 }, true), feed('app', { lms: 10 }, true)],
      ['lms'],
    ],
    ['nothing of a cohort that it never fed', [feed('app', { lms: 10 })], []],
  ])('%s', (_, feeds, hidden) => {
    expect(partsHidden('lms', feeds)).toEqual(hidden);
  });
});

describe('the last event of a source', () => {
  const hour = { attendance: 0, lms: 1, sentiment: 0 };
  test.each<[string, number[], number | null, number | null]>([
    ['is when it was noted', [98, 99], 99.5 * hourMs, 99.5 * hourMs],
    ['is not known while there was none', [], null, null],
    [
      'may have come at the end of the last hour counted, where it was not noted',
      [98, 97],
      null,
      99 * hourMs,
    ],
    ['never lies ahead', [100], null, now],
    ['is not the one that was noted before others were counted', [99], 3 * hourMs, 100 * hourMs],
  ])('%s', (_, hours, noted, last) => {
    expect(
      lastEventOf(
        hours.map((at) => ({ at: at * hourMs, ...hour })),
        noted,
        now,
      ),
    ).toBe(last);
  });
});

test('a forum post, which feeds two parts, is one event', () => {
  expect(eventsOf({ attendance: 3, lms: 10, sentiment: 4 })).toBe(13);
});

test.each([
  ['never', null, false],
  ['receiving', now - 9 * minuteMs, false],
  ['silent', now - 11 * minuteMs, false],
  ['down', now - 11 * minuteMs, true],
] as const)('a source is %s', (state, lastEventAt, isOut) => {
  expect(sourceState(lastEventAt, isOut, now)).toBe(state);
});
