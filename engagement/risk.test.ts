import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CohortDays } from './cohort-days.ts';
import { type CourseDays, courseDaysOf, courseOn, noPlan } from './course-plan.ts';
import { dayMs } from './day.ts';
import {
  type Band,
  type Floors,
  type Lack,
  bandOf,
  bands,
  confidenceOf,
  floorsOf,
  knownDaysMin,
  logOddsFrom,
  riskOf,
} from './risk.ts';
import { type RiskView, featureCount, writeFeatures } from './risk-features.ts';
import { logOddsOf, writeBins } from './open-model.ts';
import { riskViewOf } from './risk-view.ts';
import { usualScoring } from './scoring.ts';
import { shippedModel } from './shipped-model.ts';
import { type WayOut, wayOutOf } from './way-out.ts';
import { type OpenWindow, count, openWindow, packWindow, readWindow } from './window.ts';

const today = 20_500;
const daysHeld = 84;
const usual = floorsOf(usualScoring, null);
const { steadyPercent } = usualScoring.risk;

/** A learner with their window, in a cohort and a course of which something may be known. */
interface Someone {
  packed: Uint8Array | null;
  joined: number;
  cohort: CohortDays | null;
  plan: CourseDays;
}

/** Who comes on some days of the week, mostly, and may have stopped; works on some of what is due, and hears what came of it. */
const someone: fc.Arbitrary<Someone> = fc
  .record({
    weekdays: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    silentDays: fc.integer({ min: 0, max: 40 }),
    luck: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: daysHeld, maxLength: daysHeld }),
    events: fc.integer({ min: 1, max: 12 }),
    percent: fc.integer({ min: 0, max: 100 }),
    handsIn: fc.boolean(),
    knownDays: fc.integer({ min: 0, max: 60 }),
    cohort: fc.option(
      fc.record({
        share: fc.double({ min: 0.05, max: 0.7, noNaN: true }),
        lost: fc.constantFrom(0, 0.1, 0.3),
      }),
    ),
    course: fc.option(
      fc.record({
        over: fc.integer({ min: 0, max: 120 }),
        left: fc.integer({ min: 5, max: 150 }),
        every: fc.integer({ min: 10, max: 40 }),
        hasDeadlines: fc.boolean(),
      }),
    ),
  })
  .map(({ weekdays, silentDays, luck, events, percent, handsIn, knownDays, cohort, course }): Someone => {
    const plan = course === null ? courseDaysOf(noPlan) : planOf(course);
    const open = openWindow();
    for (const [at, one] of luck.entries()) {
      const day = today - daysHeld + 1 + at;
      const comes = weekdays[day % 7] === true ? one < 8 : one === 9;
      if (!comes || today - day < silentDays) continue;
      for (let event = 0; event < 1 + ((events * one) % 13); event++) did(open, day, 'content');
      if (one === 3) did(open, day, 'quiz');
      if (handsIn && plan.deadlines.some((due) => due.day === day)) did(open, day, 'assignment');
      if (one === 5) count(open, { second: noonOf(day), day, kind: null, seconds: 0, percent });
    }
    return {
      packed: packWindow(open),
      joined: Math.min(today - knownDays, firstDayOf(open)),
      cohort: cohort === null ? null : cohortOf(cohort),
      plan,
    };
  });

describe('the reasons of a risk', () => {
  test('add up to its log-odds, which are those of the model, and half of the way while the day lasts', () => {
    let told = 0;
    fc.assert(
      fc.property(someone, fc.double({ min: 0, max: 1, noNaN: true }), (who, dayShare) => {
        const view = viewOf(who);
        const risk = riskOf(view, shippedModel, dayShare);
        if (risk === null) return;
        told++;
        const isOver = (view.own.events[daysHeld - 1] ?? 0) > 0 || dayShare === 1;
        const [to, from] = [modelSays(view, 0), modelSays(view, 1)];
        const expected = isOver ? to : dayShare * to + (1 - dayShare) * from;
        const sum = risk.reasons.reduce((all, { weight }) => all + weight, 0);
        expect(Math.abs(sum - expected)).toBeLessThan(1e-9);
        expect(Math.abs(logOddsFrom(risk.value) - sum)).toBeLessThan(1e-9);
        expect(risk.path === null).toBe(isOver);
        const path = risk.path ?? { from, to };
        expect(Math.abs(path.to - to)).toBeLessThan(1e-9);
        expect(Math.abs(path.from - from)).toBeLessThan(1e-9);
      }),
      { seed: 42, numRuns: 150 },
    );
    expect(told).toBeGreaterThan(100);
  });

  test('begin with what is usual; then the heaviest come first, each once and none that weighs nothing', () => {
    fc.assert(
      fc.property(someone, (who) => {
        const [base, ...reasons] = riskOf(viewOf(who), shippedModel, 0.5)?.reasons ?? [];
        if (base === undefined) return;
        const weights = reasons.map(({ weight }) => Math.abs(weight));
        expect(base.code).toBe('base');
        expect(weights).toEqual(weights.toSorted((one, other) => other - one));
        expect(Math.min(1, ...weights)).toBeGreaterThanOrEqual(0.01);
        expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
        for (const { params } of reasons) expect(Object.values(params).every(Number.isFinite)).toBe(true);
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

describe('what is not known', () => {
  test('makes a risk less certain and leaves it an answer', () => {
    fc.assert(
      fc.property(
        someone.filter((who) => viewOf(who).joinedDays >= knownDaysMin),
        fc.subarray<Lack>(['cohort', 'deadlines', 'course', 'source_down']),
        (who, missing) => {
          const plan = missing.includes('course')
            ? { ...who.plan, starts: null, ends: null }
            : { ...who.plan, starts: today - 50, ends: today + 50 };
          const deadlines = missing.includes('deadlines') ? [] : [{ day: today - 3, weight: 10 }];
          const cohort = missing.includes('cohort') ? null : cohortOf({ share: 0.4, lost: 0 });
          const view = viewOf({ ...who, cohort, plan: { ...plan, deadlines } });
          const risk = riskOf(view, shippedModel, 0.5, missing.includes('source_down'));
          expect(risk?.value).toBeGreaterThan(0);
          expect(risk?.value).toBeLessThan(1);
          expect(risk?.lacks.filter((lack) => lack !== 'newcomer')).toEqual(missing);
          expect(risk?.lacks.includes('newcomer')).toBe(view.joinedDays < 21);
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  test.each<[Lack[], string]>([
    [[], 'high'],
    [['cohort'], 'medium'],
    [['cohort', 'deadlines'], 'low'],
    [['newcomer', 'cohort', 'deadlines', 'course', 'source_down'], 'low'],
  ])('%j: the confidence is %s', (missing, expected) => {
    expect(confidenceOf(missing)).toBe(expected);
  });

  test.each([
    [0, null],
    [4, null],
    [5, ['newcomer', 'cohort', 'deadlines', 'course']],
    [20, ['newcomer', 'cohort', 'deadlines', 'course']],
    [21, ['cohort', 'deadlines', 'course']],
  ])('of somebody who joined %i days ago', (days, expected) => {
    const open = openWindow();
    did(open, today, 'content');
    const who = { packed: packWindow(open), joined: today - days, cohort: null, plan: courseDaysOf(noPlan) };
    expect(riskOf(viewOf(who), shippedModel, 0.5)?.lacks ?? null).toEqual(expected);
  });
});

describe('a way out', () => {
  test('is the first plan that, had it been done, would tell a risk below the band; and there is none where none would', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(someone, fc.constantFrom(null, null, null, 3.5, 5), (who, medium) => {
        const view = viewOf(who);
        const risk = riskOf(view, shippedModel, 1);
        if (risk === null || who.packed === null) return;
        // As a programme may decide, down to what hardly anybody is below.
        const floors = medium === null ? usual : { medium, high: medium, critical: medium };
        const band = bandOf(risk.value, floors);
        if (band === 'low') return;
        const below = floors[band] - steadyPercent;
        const found = wayOutOf(view, shippedModel, { plan: who.plan, today, below });
        expect(found).toEqual(firstOut(who, below));
        const after = found === null ? 'low' : bandOf(riskAfter(who, found), floors, steadyPercent, band);
        expect(bands.indexOf(after)).toBeLessThan(bands.indexOf(band));
        const kind = `${band} ${found === null ? 'none' : found.handIn ? 'with work' : 'by coming'}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }),
      { seed: 42, numRuns: 300 },
    );
    for (const band of ['medium', 'high', 'critical'])
      expect(seen.get(`${band} by coming`)).toBeGreaterThan(3);
    for (const end of ['none', 'with work'])
      expect([...seen.keys()].some((kind) => kind.endsWith(end))).toBe(true);
  });

  /** From the least to the most, as people are told of them. */
  const asked: [days: number, within: number][] = [
    [1, 1],
    [2, 3],
    [3, 5],
    [4, 7],
    [5, 7],
    [6, 10],
    [8, 14],
    [10, 14],
    [14, 14],
  ];

  function firstOut(who: Someone, below: number): WayOut | null {
    for (const [days, within] of asked) {
      const isDue = who.plan.deadlines.some(({ day }) => day > today - 14 && day <= today + within + 7);
      for (const handIn of isDue ? [false, true] : [false]) {
        const risk = riskAfter(who, { days, within, handIn });
        if (100 * risk < below) return { days, within, handIn, risk: Number(risk.toFixed(4)) };
      }
    }
    return null;
  }

  /** What would be told on the evening of the last day, had the learner really done it: the events go through a window as all events do. */
  function riskAfter(who: Someone, { days, within, handIn }: Omit<WayOut, 'risk'>): number {
    const { lms } = readWindow(who.packed, noonOf(today) * 1000, 'UTC');
    const active = lms.filter((events) => events > 0).toSorted((one, other) => one - other);
    const measure = active[active.length >> 1] ?? 1;
    const open = openWindow(who.packed);
    const last = today + within - 1;
    for (let one = 0; one < days; one++) {
      const day = last - Math.round((one * within) / days);
      const isHandedIn = handIn && day === last;
      if (isHandedIn) did(open, day, 'assignment');
      const had = (day === today ? (lms.at(-1) ?? 0) : 0) + Number(isHandedIn);
      for (let event = had; event < measure; event++) did(open, day, 'content');
    }
    const cohort = who.cohort === null ? null : later(who.cohort, within - 1);
    const told = riskOf(viewOf({ ...who, packed: packWindow(open), cohort }, last), shippedModel, 1);
    return told?.value ?? Number.NaN;
  }

  /** On each more day as many come as on those of the last four weeks. */
  function later(cohort: CohortDays, days: number): CohortDays {
    const shares = cohort.upTo.slice(1).map((sum, at) => sum - (cohort.upTo[at] ?? 0));
    const usual = shares.slice(-29, -1).reduce((sum, share) => sum + share, 0) / 28;
    const more = Array.from({ length: days + 1 }, () => usual);
    return { ...cohort, upTo: summed([...shares.slice(days, -1), ...more]) };
  }
});

describe('a band', () => {
  const own: Floors = { medium: 15, high: 30, critical: 60 };

  test.each<[percent: number, before: Band | null, now: Band]>([
    [14.9, null, 'low'],
    [15, null, 'medium'],
    [30, null, 'high'],
    [60, null, 'critical'],
    // Reached at once, over several at a time as well.
    [15, 'low', 'medium'],
    [61, 'low', 'critical'],
    // Left only some points below where it begins.
    [58, 'critical', 'critical'],
    [57.1, 'critical', 'critical'],
    [56.9, 'critical', 'high'],
    [27.1, 'high', 'high'],
    [26.9, 'high', 'medium'],
    [12.1, 'medium', 'medium'],
    [11.9, 'medium', 'low'],
    // From far above it is left for the one that is surely reached.
    [13, 'critical', 'medium'],
    [2, 'critical', 'low'],
  ])('at %d percent after %s is %s', (percent, before, now) => {
    expect(bandOf(percent / 100, own, 3, before)).toBe(now);
  });

  test.each<[string, Partial<(typeof usualScoring)['risk']>, number | null, Floors]>([
    [
      'begins where a programme says',
      { medium: 10, high: 20, critical: 50 },
      null,
      { medium: 10, high: 20, critical: 50 },
    ],
    ['does not follow mentors whom nobody counted', {}, 45, own],
    ['begins at the last whom mentors can take', { mentors: 2 }, 45, { medium: 15, high: 45, critical: 60 }],
    [
      'takes in more than before when mentors can',
      { mentors: 9 },
      20,
      { medium: 15, high: 20, critical: 60 },
    ],
    ['takes in nobody who is at low risk', { mentors: 9 }, 5, { medium: 15, high: 15, critical: 60 }],
    ['has nobody critical whom they cannot take', { mentors: 1 }, 80, { medium: 15, high: 80, critical: 80 }],
    ['is as ever while there are fewer than they can take', { mentors: 9 }, null, own],
  ])('%s', (_, risk, capacityFloor, expected) => {
    expect(floorsOf({ risk: { ...usualScoring.risk, ...risk } }, capacityFloor)).toEqual(expected);
  });
});

function viewOf({ packed, joined, cohort, plan }: Someone, day: number = today): RiskView {
  const course = [courseOn(plan, day), courseOn(plan, day - 1)] as const;
  return riskViewOf(
    readWindow(packed, noonOf(day) * 1000, 'UTC'),
    { cohort, plan, course, counts: null },
    joined,
  );
}

function modelSays(view: RiskView, daysAgo: 0 | 1): number {
  const features = new Float64Array(featureCount);
  const bins = new Uint8Array(featureCount);
  writeFeatures(view, daysAgo, features);
  writeBins(shippedModel, features, bins);
  return logOddsOf(shippedModel.heads.silence, bins);
}

function planOf({
  over,
  left,
  every,
  hasDeadlines,
}: {
  over: number;
  left: number;
  every: number;
  hasDeadlines: boolean;
}): CourseDays {
  const [starts, ends] = [today - over, today + left];
  const due = hasDeadlines ? Math.floor((ends - starts) / every) : 0;
  const deadlines = Array.from({ length: due }, (_, one) => ({
    day: starts + (one + 1) * every,
    weight: 10,
  }));
  return { starts, ends, deadlines };
}

/** More come on some days than on others. */
function cohortOf({ share, lost }: { share: number; lost: number }): CohortDays {
  const shares = Array.from({ length: daysHeld }, (_, day) => share * (day % 7 < 2 ? 0.5 : 1));
  return { upTo: summed(shares), recents: Array.from({ length: 32 }, (_, step) => step / 3), lost };
}

function summed(shares: readonly number[]): number[] {
  let sum = 0;
  return [0, ...shares.map((share) => (sum += share))];
}

function did(open: OpenWindow, day: number, kind: 'content' | 'quiz' | 'assignment'): void {
  count(open, { second: noonOf(day), day, kind, seconds: 60 });
}

function firstDayOf({ buckets }: OpenWindow): number {
  return Math.min(today, ...(buckets[2]?.keys() ?? []));
}

function noonOf(day: number): number {
  return (day * dayMs) / 1000 + 43_200;
}
