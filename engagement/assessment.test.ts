import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Assessment, type Before, type Look, assess, nextLookAt, explained } from './assessment.ts';
import { needsMentor } from './case.ts';
import { markOf } from './mark.ts';
import type { Outage } from './quiet.ts';
import { dayOf } from './day.ts';
import { courseDaysOf, noPlan } from './course-plan.ts';
import { bands, floorsOf } from './risk.ts';
import { outlookAt } from './risk-view.ts';
import { shippedModel } from './shipped-model.ts';
import { countingDays } from './surroundings.ts';
import { type Level, levelOf } from './score.ts';
import { type Scoring, usualScoring } from './scoring.ts';
import { count, daysHeld, openWindow, packWindow, readWindow } from './window.ts';

const minute = 60_000;
const day = 86_400_000;
const now = Date.UTC(2026, 2, 2, 14, 5);

interface Told {
  knownDays?: number;
  activeDaysAgo?: number[];
  events?: number;
  at?: number;
  scoring?: Scoring;
  outages?: Outage[];
  before?: Before;
}

/** A learner known for so many days who worked on the days given: so many events of ten minutes each. */
function look({ activeDaysAgo = [], events = 4, at = now, ...told }: Told): Look & { nextAt: number } {
  const window = openWindow();
  for (const ago of activeDaysAgo) {
    for (let event = 0; event < events; event++) {
      const start = now - ago * day - event * minute;
      count(window, markOf({ type: 'content_view', at: start, durationS: 600 }, 'UTC'));
    }
  }
  const { knownDays = 40, scoring = usualScoring, outages = [] } = told;
  const of = { enrolledAt: now - knownDays * day, timeZone: 'UTC', scoring, outages };
  const read = readWindow(packWindow(window), at, 'UTC');
  const outlook = outlookAt(at, 'UTC', {
    model: shippedModel,
    kept: null,
    plan: courseDaysOf(noPlan),
    counts: countingDays(dayOf(at, 'UTC'), of, daysHeld),
    floors: floorsOf(scoring, null),
  });
  const seen = explained(assess(read, of, at, { before: told.before, outlook }), read, of, outlook);
  return { ...seen, nextAt: nextLookAt(seen, read, of, at) };
}

function learner(told: Told): Assessment {
  return look(told).assessment;
}

/** The last moment of this day. */
const evening = Date.UTC(2026, 2, 3) - 1;

const daily = Array.from({ length: 28 }, (_, ago) => ago);
const twiceAWeek = [0, 1, 7, 8, 14, 15, 21, 22];

/** The same days, if the last of them was so long ago. */
function since(days: number, activeDaysAgo: number[]): number[] {
  return activeDaysAgo.map((ago) => ago + days);
}

describe('an assessment', () => {
  test('of a daily learner is fully engaged and at low risk', () => {
    expect(learner({ activeDaysAgo: daily })).toMatchObject({
      level: 'fully_engaged',
      band: 'low',
      flags: [],
    });
  });

  test('of a learner silent for a week after regular work has risen, and says by which reasons', () => {
    const said = learner({ activeDaysAgo: since(8, twiceAWeek) });
    expect(said.band).toBe('medium');
    expect(said.reasons).toContainEqual(
      expect.objectContaining({ code: 'silence', params: { days: 8, usual: 5 } }),
    );
    expect(said.trend).toBe('critical_decline');
    expect(said.wayOut).toMatchObject({ days: 1, within: 1, handIn: false });
    expect(said.lacks).toEqual(['cohort', 'deadlines', 'course']);
  });

  test('of a learner silent for two weeks is at high risk, flagged and a case for a mentor', () => {
    const { assessment: said, alerts } = look({ activeDaysAgo: since(17, twiceAWeek) });
    // Nothing else is known of them: one part that is missing cannot be two things wrong.
    expect(said).toMatchObject({ score: 0, band: 'high', level: 'high', flags: ['inactive_lms'] });
    expect(alerts).toEqual([
      { type: 'lms_inactivity', severity: 'critical', trigger: { lms: 0, silentDays: 17 } },
    ]);
    expect(needsMentor(said)).toBe(true);
  });

  test('of a newcomer is "not enough information yet", never a number', () => {
    const said = learner({ knownDays: 1, activeDaysAgo: [0] });
    expect(said).toMatchObject({ score: null, risk: null, band: null, level: null, trend: null });
  });

  test('of somebody never seen is no judgement either: silence is not zero', () => {
    expect(learner({})).toMatchObject({ score: null, risk: null, lastSeenAt: null });
  });

  test('of somebody of whom only a mark is known has no risk: they have not been heard of', () => {
    const window = openWindow();
    const mark = { type: 'assignment_submission' as const, at: now - day, percent: 80, graded: true };
    count(window, markOf(mark, 'UTC'));
    const read = readWindow(packWindow(window), now, 'UTC');
    const of = { enrolledAt: now - 40 * day, timeZone: 'UTC', scoring: usualScoring, outages: [] };
    const outlook = outlookAt(now, 'UTC', {
      model: shippedModel,
      kept: null,
      plan: courseDaysOf(noPlan),
      counts: null,
      floors: floorsOf(usualScoring, null),
    });
    expect(read.results.count.at(-2)).toBe(1);
    expect(assess(read, of, now, { outlook }).assessment).toMatchObject({
      risk: null,
      band: null,
      lastSeenAt: null,
    });
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
    for (let times = 0; times < 200; times++) {
      const { assessment: said, nextAt: next } = look({ activeDaysAgo: twiceAWeek, at });
      if (said.band !== null && seen.at(-1) !== said.band) seen.push(said.band);
      expect(next).toBeGreaterThan(at);
      expect(next - at).toBeLessThanOrEqual(6 * 3_600_000 + 250);
      at = next;
    }
    expect(seen).toEqual([...bands]);
  });

  test.each([
    ['who came twice a week', twiceAWeek],
    ['who came every day', daily],
    ['who came once a fortnight', [0, 14, 28, 42]],
    ['who had only just begun', [0, 1, 2, 5, 6]],
  ])('%s is in the next band within two seconds of reaching it', (_, activeDaysAgo) => {
    let [at, before] = [now, learner({ activeDaysAgo }).band];
    const rises: { from: string | null; to: string | null; justBefore: string | null }[] = [];
    for (let times = 0; times < 250; times++) {
      const { assessment, nextAt } = look({ activeDaysAgo, at });
      if (assessment.band !== before) {
        const justBefore = learner({ activeDaysAgo, at: at - 2_000 }).band;
        rises.push({ from: before, to: assessment.band, justBefore });
        before = assessment.band;
      }
      at = nextAt;
    }
    expect(rises.map(({ justBefore }) => justBefore)).toEqual(rises.map(({ from }) => from));
    expect(rises.map(({ to }) => to)).toEqual(bands.slice(-rises.length));
    expect(rises.length).toBeGreaterThanOrEqual(2);
  });

  test('only ever rises in risk', () => {
    let before = 0;
    for (let days = 0; days < 20; days++) {
      const { risk } = learner({ activeDaysAgo: twiceAWeek, at: now + days * day });
      expect(risk).toBeGreaterThanOrEqual(before);
      before = risk ?? 0;
    }
  });

  test('is alerted within seconds of the moment at which the silence is too long, and of that day for the score', () => {
    const worked = { activeDaysAgo: [2, 3, 9, 10, 16], events: 2 };
    const begun = now - 2 * day;
    const raisedAt = firstAlert(worked, begun);
    expect(raisedAt - (begun + 2 * day)).toBeLessThanOrEqual(2_000);
    expect(raisedAt).toBeGreaterThanOrEqual(begun + 2 * day);
    const lenient = { ...usualScoring, alerts: { ...usualScoring.alerts, silentDays: 3.5 } };
    expect(firstAlert({ ...worked, scoring: lenient }, begun) - (begun + 3.5 * day)).toBeLessThanOrEqual(
      2_000,
    );
  });

  test('is not silent on days off, nor while the source is down', () => {
    const worked = { activeDaysAgo: [2, 3, 9, 10, 16], events: 2 };
    const begun = now - 2 * day;
    // The day after they last worked, and half of another.
    const holidays = [{ from: '2026-03-01', to: '2026-03-01', name: 'Founders’ day' }];
    const daysOff = { restDays: [], holidays };
    const outages: Outage[] = [{ parts: ['lms'], from: now, to: now + day / 2 }];
    const scoring = { ...usualScoring, daysOff };
    expect(firstAlert({ ...worked, scoring, outages }, begun) - (begun + 3.5 * day)).toBeLessThanOrEqual(
      2_000,
    );
  });

  test.each<[string, Told]>([
    [
      'in a week of holidays',
      {
        scoring: {
          ...usualScoring,
          daysOff: {
            restDays: [],
            holidays: [{ from: '2026-03-03', to: '2026-03-09', name: 'Reading week' }],
          },
        },
      },
    ],
    ['while their source is down', { outages: [{ parts: ['lms'], from: evening, to: null }] }],
    ['once it was heard of again', { outages: [{ parts: ['lms'], from: evening, to: evening + 7 * day }] }],
  ])('is at no higher risk by it %s', (_, told) => {
    for (const activeDaysAgo of [daily, twiceAWeek, since(3, twiceAWeek), since(9, daily)]) {
      const before = learner({ activeDaysAgo, at: evening }).risk ?? Number.NaN;
      for (let at = evening; at <= evening + 7 * day; at += 6 * 3_600_000) {
        expect(learner({ activeDaysAgo, at, ...told }).risk).toBeLessThanOrEqual(before);
      }
      // Without them it would have been.
      expect(learner({ activeDaysAgo, at: evening + 7 * day }).risk).toBeGreaterThan(before);
    }
  });

  test('is on Sunday at the risk of Friday where weekends are free, and on Monday at more', () => {
    const scoring = { ...usualScoring, daysOff: { restDays: [6 as const, 7 as const], holidays: [] } };
    const riskAt = (days: number) =>
      learner({ activeDaysAgo: twiceAWeek, at: evening + days * day, scoring }).risk ?? Number.NaN;
    expect(riskAt(6)).toBeCloseTo(riskAt(4), 3);
    expect(riskAt(7)).toBeGreaterThan(riskAt(4) + 0.002);
  });

  /** Looks as often as asked to, and no more. */
  function firstAlert(told: Told, from: number): number {
    let at = from;
    for (let times = 0; times < 100; times++) {
      const { alerts, nextAt } = look({ ...told, at });
      if (alerts.some(({ type }) => type === 'lms_inactivity')) return at;
      at = nextAt;
    }
    throw new Error('no alert in a hundred looks');
  }
});

describe('while a source is down', () => {
  const outages: Outage[] = [{ parts: ['lms'], from: now - 5 * day, to: null }];
  const gone = { activeDaysAgo: daily.filter((ago) => ago >= 5), events: 2 };

  test('no new flag comes from it, and no alert', () => {
    expect(look(gone).assessment.flags).toEqual(['inactive_lms']);
    expect(look(gone).alerts).toHaveLength(1);
    const held = look({ ...gone, outages });
    expect(held).toMatchObject({ alerts: [], held: ['lms'], assessment: { flags: [], band: 'low' } });
  });

  test('the risk stands still, and says that it does', () => {
    const told = { activeDaysAgo: since(4, twiceAWeek), outages };
    const [one, other] = [0, 1].map((days) => learner({ ...told, at: now + days * day }));
    expect(one?.lacks).toContain('source_down');
    expect(other?.risk).toBe(one?.risk);
    expect(other?.band).toBe(one?.band);
    expect(learner({ ...told, outages: [] }).lacks).not.toContain('source_down');
  });

  test('flags that were up stay', () => {
    const before = { level: null, trend: null, flags: ['inactive_lms' as const], band: null };
    const held = look({ ...gone, outages, before });
    expect(held).toMatchObject({ alerts: [], assessment: { flags: ['inactive_lms'] } });
  });
});

test('a level gets worse at once and better only well past its threshold', () => {
  const { steadyPoints } = usualScoring;
  expect([80, 79.9, 81.9, 82, 64.9, 66.9, 67, 49.9, 90].reduce(walk, [])).toEqual([
    'fully_engaged',
    'low',
    'low',
    'fully_engaged',
    'medium',
    'medium',
    'low',
    'high',
    'fully_engaged',
  ]);
  expect(steadyPoints).toBe(2);

  function walk(before: Level[], score: number): Level[] {
    return [...before, levelOf(score, usualScoring, before.at(-1) ?? null)];
  }
});
