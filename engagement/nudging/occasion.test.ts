import { describe, expect, test } from 'vitest';
import { dayMs, dayOf } from '../day.ts';
import { type Seen, occasionsOf } from './occasion.ts';

const at = Date.UTC(2026, 10, 18, 17);
const today = dayOf(at, 'UTC');
const none = Array.from({ length: 28 }, () => 0);

/** Somebody who is here, on track, and of whom nothing is due. */
function seen(of: Partial<Seen['assessment']>, window: Partial<Seen['window']> = {}, quietDays = 0): Seen {
  return {
    assessment: { band: 'low', trend: 'stable', helpTexts: 0, lastSeenAt: at, ...of },
    quietDays,
    window: {
      today,
      lms: none,
      handedIn: none,
      results: { count: none, percent: none },
      ...window,
    },
    timeZone: 'UTC',
    plan: { starts: null, ends: null, deadlines: [] },
  };
}

function asked(of: Seen): string[] {
  return occasionsOf(of, at).map(({ rule }) => rule);
}

describe('who asks for help', () => {
  test.each([
    ['one question of somebody on track is learning as it should be', 'low', 1, []],
    ['a second one within the week is more', 'low', 2, ['asked_for_help']],
    ['so is one of somebody of whom too little is known', null, 1, []],
  ] as const)('%s', (_, band, helpTexts, rules) => {
    expect(asked(seen({ band, helpTexts }))).toEqual(rules);
  });

  test('of somebody who drifts one is enough', () => {
    expect(asked(seen({ band: 'medium', helpTexts: 1 }))).toContain('asked_for_help');
  });
});

test('whoever was never seen asks for nothing', () => {
  expect(asked(seen({ lastSeenAt: null, helpTexts: 3, band: 'high' }, {}, 5))).toEqual([]);
});

test('silence asks from two days on, and only at more than a low risk', () => {
  expect(asked(seen({ band: 'medium' }, {}, 1.9))).not.toContain('quiet_days');
  expect(asked(seen({ band: 'medium' }, {}, 2))).toContain('quiet_days');
  expect(asked(seen({ band: 'low' }, {}, 5))).toEqual([]);
});

test('a streak is at stake in the afternoon of a day on which nothing came', () => {
  const lms = [...none.slice(6), 3, 1, 2, 4, 1, 0];
  const streak = seen({}, { lms });
  expect(asked(streak)).toEqual(['streak_at_stake']);
  expect(occasionsOf(streak, at - 3 * (dayMs / 24))).toEqual([]);
});
