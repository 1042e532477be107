import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Assessment, assess, nextLookAt } from './assessment.ts';
import { nudgeFor } from './nudge.ts';
import { bands } from './risk.ts';
import { needsMentor } from './case.ts';
import { markOf } from './mark.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';

const minute = 60_000;
const day = 86_400_000;
const now = Date.UTC(2026, 2, 2, 14, 5);

/** A learner known for so many days who did something on the days given, so many events each. */
function learner({ knownDays = 40, activeDaysAgo = [] as number[], events = 10, at = now }): Assessment {
  const window = openWindow();
  for (const ago of activeDaysAgo.toSorted((one, other) => other - one)) {
    for (let event = 0; event < events; event++) {
      count(window, markOf({ type: 'login', at: now - ago * day - event * minute }));
    }
  }
  return assess(readWindow(packWindow(window), at), now - knownDays * day, at);
}

const daily = Array.from({ length: 28 }, (_, ago) => ago);

describe('an assessment', () => {
  test('of a daily learner is fully engaged and at low risk', () => {
    expect(learner({ activeDaysAgo: daily })).toMatchObject({
      level: 'fully_engaged',
      band: 'low',
      flags: [],
    });
  });

  test('of a learner silent for five days after regular work has risen, and says by which reasons', () => {
    const said = learner({ activeDaysAgo: daily.filter((ago) => ago >= 5) });
    expect(said.band).toBe('medium');
    expect(said.reasons.map((reason) => reason.code)).toContain('silent_days');
    expect(said.trend).toBe('critical_decline');
  });

  test('of a learner silent for ten days is critical, flagged and a case for a mentor', () => {
    const said = learner({ activeDaysAgo: daily.filter((ago) => ago >= 10) });
    expect(said).toMatchObject({ band: 'critical', level: 'high', flags: ['inactive_lms', 'disengaged'] });
    expect(needsMentor(said)).toBe(true);
    expect(nudgeFor(said, now)).toMatchObject({
      rule: 'quiet_days',
      params: { days: 10 },
      period: '2026-W10',
    });
  });

  test('of a newcomer is "not enough information yet", never a number', () => {
    const said = learner({ knownDays: 1, activeDaysAgo: [0] });
    expect(said).toMatchObject({ score: null, risk: null, band: null, level: null, trend: null });
    expect(nudgeFor(said, now)).toBeNull();
  });

  test('of somebody never seen is no judgement either: silence is not zero', () => {
    expect(learner({})).toMatchObject({ score: null, risk: null, lastSeenAt: null });
  });

  test('has points that add up to the score and reasons that add up to the risk', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        (activeDaysAgo, events) => {
          const said = learner({ activeDaysAgo, events });
          const points = said.parts.reduce((sum, part) => sum + part.points, 0);
          const logOdds = said.reasons.reduce((sum, reason) => sum + reason.weight, 0);
          expect(points).toBeCloseTo(said.score ?? Number.NaN, 1);
          expect(1 / (1 + Math.exp(-logOdds))).toBeCloseTo(said.risk ?? Number.NaN, 3);
          expect(said.score).toBeGreaterThanOrEqual(0);
          expect(said.score).toBeLessThanOrEqual(100);
        },
      ),
      { seed: 42, numRuns: 300 },
    );
  });
});

describe('a learner who falls silent', () => {
  test('is looked at again just when the band rises, although nothing happens', () => {
    let at = now;
    const seen: string[] = [];
    for (let look = 0; look < 200; look++) {
      const said = learner({ activeDaysAgo: daily, at });
      if (said.band !== null && seen.at(-1) !== said.band) seen.push(said.band);
      const next = nextLookAt(said, at);
      expect(next).toBeGreaterThan(at);
      expect(next - at).toBeLessThanOrEqual(6 * 3_600_000);
      at = next;
    }
    expect(seen).toEqual([...bands]);
  });

  test('only ever rises in risk', () => {
    let before = 0;
    for (let days = 0; days < 20; days++) {
      const { risk } = learner({ activeDaysAgo: daily, at: now + days * day });
      expect(risk).toBeGreaterThanOrEqual(before);
      before = risk ?? 0;
    }
  });
});
