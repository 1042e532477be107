import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Told, thinned, toldAt, withTold } from './told.ts';

const minute = 29_700_000;
/** Its clocks are half an hour ahead of others. */
const timeZone = 'Asia/Kolkata';
const value = fc.option(fc.constantFrom(10, 20, 30), { nil: null });
/** As they come: never before what was told already. */
const history = fc
  .array(fc.tuple(fc.nat(6_000), value, value), { maxLength: 40 })
  .map((all): Told[] =>
    all.toSorted(([one], [other]) => other - one).map(([ago, score, risk]) => [minute - ago, score, risk]),
  );

function all(told: readonly Told[]): readonly Told[] {
  return told.reduce<readonly Told[]>(withTold, []);
}

describe('what was told', () => {
  test('is the same whether it was thinned as time went by or at the end', () => {
    fc.assert(
      fc.property(history, (told) => {
        let asTimeWent: readonly Told[] = [];
        for (const one of told) asTimeWent = thinned(withTold(asTimeWent, one), one[0], timeZone);
        expect(thinned(asTimeWent, minute, timeZone)).toEqual(thinned(all(told), minute, timeZone));
      }),
    );
  });

  test('holds at the end of each minute of the last hour, each hour of two days and each day', () => {
    fc.assert(
      fc.property(history, (told) => {
        const whole = all(told);
        const thin = thinned(whole, minute, timeZone);
        const ends = [
          ...Array.from({ length: 60 }, (_, back) => minute - back),
          // The ends of hours that are over for an hour.
          ...Array.from({ length: 46 }, (_, back) => 60 * (Math.floor(minute / 60) - back) - 1),
        ];
        for (const at of ends) expect(toldAt(thin, at)?.slice(1)).toEqual(toldAt(whole, at)?.slice(1));
      }),
    );
  });

  test.each<[string, Told[], Told[]]>([
    [
      'of one minute the later one holds',
      [
        [1, 50, 5],
        [1, 51, 5],
      ],
      [[1, 51, 5]],
    ],
    [
      'what comes late finds its place',
      [
        [5, 50, 5],
        [3, 40, 5],
      ],
      [
        [3, 40, 5],
        [5, 50, 5],
      ],
    ],
  ])('%s', (_, told, kept) => {
    expect(all(told)).toEqual(kept);
  });

  test('that says again what held is left out after an hour', () => {
    const told: Told[] = [
      [minute - 400, 50, 5],
      [minute - 300, 50, 5],
      [minute - 200, 51, 5],
      [minute - 2, 51, 5],
      [minute, 51, 5],
    ];
    expect(thinned(told, minute, timeZone).map(([, ...what]) => what)).toEqual([
      [50, 5],
      [51, 5],
      [51, 5],
      [51, 5],
    ]);
  });
});
