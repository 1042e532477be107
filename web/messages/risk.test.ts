import { describe, expect, test } from 'vitest';
import type { Reason } from '#engagement/risk.ts';
import type { WayOut } from '#engagement/way-out.ts';
import * as en from './en.ts';

const visit: WayOut = { days: 2, within: 3, handIn: true, risk: 0.18 };

describe('a way out is said in a plain sentence', () => {
  test.each([
    [
      visit,
      'Being active on 2 of the next 3 days and handing in the next work would bring this to 18%: below high risk.',
    ],
    [
      { ...visit, days: 1, within: 1, handIn: false },
      'Being active today would bring this to 18%: below high risk.',
    ],
    [
      { ...visit, days: 14, within: 14, handIn: false },
      'Being active on each of the next 14 days would bring this to 18%: below high risk.',
    ],
  ])('to staff', (wayOut, said) => {
    expect(en.riskHow.wayOut(wayOut, 'high')).toBe(said);
  });

  test('to a learner, with the days that it was reckoned with, by the calendar of the cohort', () => {
    // A Thursday in Berlin already, still Wednesday in UTC.
    const now = Date.UTC(2026, 10, 18, 23, 30);
    expect(en.me.step(visit, true, now, 'Europe/Berlin')).toBe(
      'A visit like your usual ones today and on Saturday, and the next piece of work handed in, would put you back on track.',
    );
    expect(en.me.step({ ...visit, days: 4, within: 7, handIn: false }, false, now, 'Europe/Berlin')).toBe(
      'A visit like your usual ones on 4 of the next 7 days would already make a difference.',
    );
  });
});

test.each([
  ['High confidence', []],
  ['Medium confidence: no deadlines are planned', ['deadlines']],
  [
    'Low confidence: known for less than three weeks, the cohort’s rhythm is not known',
    ['newcomer', 'cohort'],
  ],
] as const)('%s', (said, lacks) => {
  expect(en.riskHow.confidence([...lacks])).toBe(said);
});

test('a change of band says what weighed most on the side to which it went', () => {
  const reasons: Reason[] = [
    { code: 'base', weight: -1.9, params: {} },
    { code: 'activity', weight: -0.9, params: { days: 20, of: 28 } },
    { code: 'silence', weight: 0.5, params: { days: 4 } },
  ];
  const change = { what: 'band', at: '', before: 0.12, risk: 0.34, reasons } as const;
  const worse = { ...change, from: 'low', to: 'high' } as const;
  expect(en.journey.entry(worse)).toBe('Risk went from low (12%) to high (34%)');
  expect(en.journey.bandWhy(worse)).toBe('Raised it most: No activity for 4 days');
  expect(en.journey.bandWhy({ ...change, from: 'high', to: 'low' })).toBe(
    'Lowered it most: Active on 20 of the last 28 days',
  );
});

test('a learner is told nothing of where they stand among others', () => {
  const ranked: Reason = { code: 'cohort', weight: 0.4, params: { percent: 7 } };
  expect(en.me.reason(ranked)).not.toMatch(/\d|least|most|less|more/);
  expect(en.risk.reason(ranked)).toBe('Less active than 93% of the cohort');
});
