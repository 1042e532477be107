import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Band, bandOf } from './risk.ts';
import { type ToldRisk, capacityFloorOf, riskPreviewOf } from './risk-preview.ts';
import { type Scoring, usualScoring } from './scoring.ts';

const scorings = new Map([['p', usualScoring]]);

function withMentors(mentors: number, casesEach: number): Scoring {
  return { ...usualScoring, risk: { ...usualScoring.risk, mentors, casesEach } };
}

function learner(risk: number | null, before: Band | null = null, programme = 'p'): ToldRisk {
  return { programme, risk, band: risk === null ? null : (before ?? bandOf(risk, usualScoring.risk)) };
}

describe('a preview of risks', () => {
  const class20 = Array.from({ length: 20 }, (_, index) => learner(index / 20));

  test('flags as many as four mentors can take, and says how many of them are expected to drop off', () => {
    const preview = riskPreviewOf([...class20, learner(null)], scorings, withMentors(4, 2));
    expect(preview).toMatchObject({
      known: 20,
      places: 8,
      before: { learners: 14, from: { lowest: 30, highest: 30 } },
      after: { learners: 8, staying: 0, from: { lowest: 60, highest: 60 } },
      byThresholds: { learners: 14 },
      bands: { after: { low: 3, medium: 9, high: 0, critical: 8, unknown: 1 } },
    });
    // 60, 65 … 95 percent.
    expect(preview.after.expected).toBeCloseTo(6.2, 9);
    expect(preview.expected).toBeCloseTo(9.5, 9);
  });

  test('with room for everybody flags nobody at low risk', () => {
    const { after } = riskPreviewOf(class20, scorings, withMentors(10, 10));
    expect(after).toMatchObject({ learners: 17, from: { lowest: 15, highest: 15 } });
  });

  test('says who is flagged only because they were', () => {
    const narrow = { ...usualScoring, risk: { ...usualScoring.risk, high: 32 } };
    const { after } = riskPreviewOf([learner(0.31), learner(0.31, 'medium'), learner(0.5)], scorings, narrow);
    expect(after).toMatchObject({ learners: 2, staying: 1 });
    expect(after.expected).toBeCloseTo(0.81, 9);
  });

  test('reckons with the mentors of each programme, and of none with thresholds', () => {
    const other = Array.from({ length: 10 }, () => learner(0.4, null, 'q'));
    const preview = riskPreviewOf([...class20, ...other], scorings, withMentors(1, 2));
    expect(preview).toMatchObject({
      places: 4,
      // Ten with one and the same risk: none of them is worse than another.
      after: { learners: 12, from: { lowest: 40, highest: 90 } },
    });
    expect(riskPreviewOf(class20, scorings, usualScoring)).toMatchObject({ places: null });
    expect(riskPreviewOf([], scorings, usualScoring).after.from).toBeNull();
  });

  test('adds up, whatever the risks and the mentors', () => {
    const risk = fc.option(fc.double({ min: 0.001, max: 0.999, noNaN: true }));
    const band = fc.constantFrom<Band | null>('low', 'medium', 'high', 'critical', null);
    const told = fc.array(fc.record({ programme: fc.constantFrom('p', 'q'), risk, band }));
    fc.assert(
      fc.property(told, fc.nat(4), fc.integer({ min: 1, max: 5 }), (all, mentors, casesEach) => {
        const changed = withMentors(mentors, casesEach);
        const { bands, after, byThresholds, known, expected } = riskPreviewOf(all, scorings, changed);
        expect(after.learners).toBe(bands.after.high + bands.after.critical);
        expect(Object.values(bands.after).reduce((sum, count) => sum + count)).toBe(all.length);
        expect(known + bands.after.unknown).toBe(all.length);
        expect(after.expected).toBeLessThanOrEqual(expected + 1e-9);
        expect(after.staying).toBeLessThanOrEqual(after.learners);
        expect(mentors === 0 ? after : byThresholds).toEqual(byThresholds);
      }),
    );
  });
});

test.each<[number[], number, number, number | null]>([
  [[0.9, 0.5, 0.2], 0, 1, null],
  [[0.9, 0.5, 0.2], 2, 1, 50],
  [[0.9, 0.5, 0.2], 1, 3, 20],
  [[0.9, 0.5, 0.2], 2, 2, 0],
])('of %j the mentors %d with %d cases each take those from %s on', (risks, mentors, casesEach, floor) => {
  const found = capacityFloorOf(risks, withMentors(mentors, casesEach));
  expect(found === null ? null : Math.round(found)).toBe(floor);
});
