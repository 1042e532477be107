import { describe, expect, test } from 'vitest';
import type { Band } from '../risk.ts';
import type { EffectCell } from './effect-cell.ts';
import { effectOf } from './effect.ts';
import { harmOf } from './harm.ts';
import { watchedOf } from './watched.ts';

const asked = { today: 130, severalKinds: 0 };

describe('what is said of a kind', () => {
  test.each<[string, EffectCell[], string]>([
    ['nothing, of a hundred learners', cells({ of: 90, hits: 60 }, { of: 10, hits: 0 }), 'too_few'],
    ['nothing, with nineteen held out', cells({ of: 900, hits: 600 }, { of: 19, hits: 5 }), 'too_few'],
    ['nothing, where nobody is held out', cells({ of: 900, hits: 600 }, { of: 0, hits: 0 }), 'too_few'],
    ['that it helps', cells({ of: 1_800, hits: 1_080 }, { of: 200, hits: 60 }), 'helps'],
    ['that it harms', cells({ of: 1_800, hits: 540 }, { of: 200, hits: 120 }), 'harms'],
    ['that there is no evidence', cells({ of: 1_800, hits: 800 }, { of: 200, hits: 85 }), 'no_evidence'],
  ])('%s', (_, given, verdict) => {
    expect(effectOf(given, asked).verdict).toBe(verdict);
  });

  test('what an interval for one look takes for an effect is no evidence when everybody looks each day', () => {
    const effect = effectOf(cells({ of: 1_800, hits: 900 }, { of: 200, hits: 82 }), asked);
    expect(effect.uplift?.low).toBeGreaterThan(0);
    expect(effect.verdict).toBe('no_evidence');
    expect(effect.watched.low).toBeLessThan(effect.uplift?.low ?? 0);
  });

  test('harm is said before there are enough for anything else', () => {
    const few = cells({ of: 80, hits: 4 }, { of: 80, hits: 72 }, { treatedChance: 0.5 });
    expect(effectOf(few, asked).verdict).toBe('harms');
    expect(harmOf(few)).toEqual({ treated: 80, treatedReturned: 4, heldOut: 80, heldOutReturned: 72 });
  });

  test('a help is no harm', () => {
    expect(harmOf(cells({ of: 1_800, hits: 1_080 }, { of: 200, hits: 60 }))).toBeNull();
  });

  test('whoever was put into an arm by hand counts for nothing where no lot was drawn', () => {
    const byHand = cells({ of: 500, hits: 500 }, { of: 0, hits: 0 }, { treatedChance: 1 });
    const drawn = cells({ of: 1_800, hits: 800 }, { of: 200, hits: 85 });
    expect(watchedOf([...drawn, ...byHand])).toEqual(watchedOf(drawn));
    expect(effectOf([...drawn, ...byHand], asked).arms.treated.learners).toBe(1_800);
  });

  test('the order in which days are told makes no difference', () => {
    const days = [3, 1, 2].flatMap((day) => cells({ of: 90, hits: 40 }, { of: 10, hits: day }, { day }));
    expect(watchedOf(days)).toEqual(watchedOf(days.toReversed()));
  });
});

describe('how long it takes until there are enough', () => {
  test('goes by how many came in the last four weeks', () => {
    const lately = cells({ of: 36, hits: 10 }, { of: 4, hits: 1 }, { day: 120 });
    // 40 in four weeks are 10 a week: 160 are lacking. Of 1 held out a week 16 are.
    expect(effectOf(lately, asked).enoughInWeeks).toBe(16);
  });

  test('is not known where nobody comes, and over where there are enough', () => {
    expect(effectOf(cells({ of: 36, hits: 10 }, { of: 4, hits: 1 }), asked).enoughInWeeks).toBeNull();
    expect(effectOf(cells({ of: 900, hits: 1 }, { of: 100, hits: 1 }), asked).enoughInWeeks).toBe(0);
  });
});

describe('an effect is read with care', () => {
  const good = [
    ...cells({ of: 900, hits: 400 }, { of: 100, hits: 40 }, { band: 'medium' }),
    ...cells({ of: 900, hits: 300 }, { of: 100, hits: 30 }, { band: 'high' }),
  ];
  test.each<[string, EffectCell[], number, string[]]>([
    ['not where all is as it should be', good, 0.1, []],
    ['where learners count for other kinds', good, 0.6, ['several_kinds']],
    [
      'where the arms were unlike before',
      [
        ...cells({ of: 900, hits: 400 }, { of: 60, hits: 40 }, { band: 'medium' }),
        ...cells({ of: 900, hits: 300 }, { of: 140, hits: 30 }, { band: 'high' }),
      ],
      0,
      ['arms_unlike'],
    ],
    ['where the lot fell oddly', cells({ of: 1_900, hits: 400 }, { of: 100, hits: 40 }), 0, ['split_off']],
    [
      'where the hold-out was changed',
      [...good, ...cells({ of: 80, hits: 40 }, { of: 20, hits: 8 }, { treatedChance: 0.8, day: 110 })],
      0,
      ['hold_out_changed'],
    ],
    ['where outcomes are missing', good.map((cell) => ({ ...cell, missing: 30 })), 0, ['outcomes_missing']],
    [
      'where there are few',
      cells({ of: 90, hits: 40 }, { of: 10, hits: 4 }),
      0,
      ['few_learners', 'small_arm'],
    ],
    [
      'where nobody is held out',
      cells({ of: 900, hits: 40 }, { of: 0, hits: 0 }, { treatedChance: 1 }),
      0,
      ['no_hold_out', 'small_arm'],
    ],
  ])('%s', (_, given, severalKinds, warnings) => {
    expect(effectOf(given, { ...asked, severalKinds }).warnings).toEqual(warnings);
  });
});

function cells(
  treated: { of: number; hits: number },
  heldOut: { of: number; hits: number },
  more: { band?: Band; day?: number; treatedChance?: number } = {},
): EffectCell[] {
  return (['treated', 'held_out'] as const).map((arm) => {
    const { of, hits } = arm === 'treated' ? treated : heldOut;
    const outcomes = { returned24: hits, returned72: hits, did: hits, seen14: of, active14: hits };
    const common = { kind: 'reminder', day: 100, programme: 'p', band: 'high', treatedChance: 0.9 } as const;
    return { ...common, ...more, arm, learners: of, ...outcomes, waiting: 0, missing: 0 };
  });
}
