import { describe, expect, test } from 'vitest';
import { cohortOf } from './cohort.ts';
import { type HazardState, dropOffWithin, hazardOf, whyLeft } from './hazard.ts';
import { openRandom } from './random.ts';
import { simulateWithTruth } from './simulate.ts';

const dayMs = 86_400_000;
const well: HazardState = { persona: 'steady', strain: 0.2, silentDays: 0, usualGapDays: 1.4 };

describe('the chance to leave', () => {
  test('rises with strain and with silence, each the more the other is there', () => {
    expect(hazardOf({ ...well, strain: 0.6 })).toBeGreaterThan(2 * hazardOf(well));
    expect(hazardOf({ ...well, silentDays: 10 })).toBeGreaterThan(4 * hazardOf(well));
    const both = hazardOf({ ...well, strain: 0.6, silentDays: 10 });
    expect(both).toBeGreaterThan(hazardOf({ ...well, strain: 0.6 }) + hazardOf({ ...well, silentDays: 10 }));
    expect(
      hazardOf({ persona: 'gone_quiet', strain: 1, silentDays: 60, usualGapDays: 2 }),
    ).toBeLessThanOrEqual(0.25);
  });

  test('is not raised by a silence that is usual for them', () => {
    expect(hazardOf({ ...well, silentDays: 3 })).toBe(hazardOf(well));
    const rare = { ...well, usualGapDays: 4 };
    expect(hazardOf({ ...rare, silentDays: 8 })).toBe(hazardOf(rare));
  });

  test('names silence as the cause mostly for the silent, and struggle for those who struggle', () => {
    const random = openRandom('why');
    const causes = (state: HazardState) => Array.from({ length: 2_000 }, () => whyLeft(random, state));
    const share = (state: HazardState, why: string) =>
      causes(state).filter((one) => one === why).length / 2_000;
    expect(share({ ...well, silentDays: 14 }, 'silence')).toBeGreaterThan(0.7);
    expect(share({ ...well, strain: 0.9 }, 'struggle')).toBeGreaterThan(0.6);
    expect(new Set(causes(well))).toEqual(new Set(['habit', 'life']));
  });

  test('adds up over days while the state holds', () => {
    const state = { ...well, silentDays: 9 };
    const random = openRandom('days');
    const stays = Array.from({ length: 20_000 }, () => {
      for (let day = 0; day < 14; day++) if (random.chance(hazardOf(state))) return false;
      return true;
    });
    const left = 1 - stays.filter(Boolean).length / stays.length;
    expect(dropOffWithin(hazardOf(state), 14)).toBeCloseTo(left, 2);
    expect(dropOffWithin(hazardOf(state), 0)).toBe(0);
  });
});

describe('over a term of twelve weeks', () => {
  const from = Date.UTC(2026, 0, 12);
  const learners = cohortOf(1_200, 'term');
  const { truths } = simulateWithTruth({
    learners,
    seed: 11,
    from,
    to: from + 84 * dayMs,
    timeZone: 'Europe/London',
    effort: 0.2,
    classDays: [],
  });
  const leftShare = (...personas: string[]) => {
    const theirs = truths.filter(({ persona }) => personas.includes(persona));
    return theirs.filter(({ leftAt }) => leftAt !== null).length / theirs.length;
  };

  test('a seventh to a quarter of a usual class leave, those who struggle or fade several times as often as the keen', () => {
    const left = truths.filter(({ leftAt }) => leftAt !== null);
    expect(left.length / truths.length).toBeGreaterThan(0.15);
    expect(left.length / truths.length).toBeLessThan(0.25);
    expect(leftShare('struggling', 'fading')).toBeGreaterThan(3 * leftShare('keen'));
    expect(leftShare('steady')).toBeLessThan(0.15);
    expect(new Set(left.map(({ why }) => why))).toEqual(new Set(['habit', 'struggle', 'silence', 'life']));
    expect(truths.every(({ leftAt, why }) => (leftAt === null) === (why === null))).toBe(true);
  });

  test('as many leave as the chances in the truth add up to', () => {
    // A week's chance is noted on its first day and moves until the next: close, not exact.
    const expected = sum(truths.flatMap(({ weeks }) => weeks.map(({ hazard }) => dropOffWithin(hazard, 7))));
    const left = truths.filter(({ leftAt }) => leftAt !== null).length;
    expect(left / expected).toBeGreaterThan(0.8);
    expect(left / expected).toBeLessThan(1.25);
  });

  test('the chance to leave within two weeks is right on average, for the safest half as for the most endangered tenth', () => {
    const weeks = truths.flatMap(({ weeks, leftAt }) =>
      // Later ones have not been watched for two weeks.
      weeks.slice(0, 10).map(({ at, hazard }) => ({
        chance: dropOffWithin(hazard, 14),
        leaves: leftAt !== null && leftAt < at + 14 * dayMs,
      })),
    );
    const ordered = weeks.toSorted((one, other) => one.chance - other.chance);
    const tenth = Math.floor(ordered.length / 10);
    const safest = ordered.slice(0, 5 * tenth);
    const endangered = ordered.slice(-tenth);
    for (const some of [safest, ordered.slice(5 * tenth, -tenth), endangered]) {
      const ratio = some.filter(({ leaves }) => leaves).length / sum(some.map(({ chance }) => chance));
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.6);
    }
    const mean = (some: typeof weeks) => sum(some.map(({ chance }) => chance)) / some.length;
    expect(mean(endangered)).toBeGreaterThan(8 * mean(safest));
  });
});

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
