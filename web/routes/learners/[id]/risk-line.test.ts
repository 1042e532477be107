import { describe, expect, test } from 'vitest';
import type { RiskHistory } from '#engagement/risk-history.ts';
import type { Band } from '#engagement/risk.ts';
import { pointHeldAt, pointMovedTo, riskLineOf } from './risk-line.ts';

const day = (date: number, hour = 0) => new Date(Date.UTC(2026, 2, date, hour)).toISOString();
const point = (at: string, risk: number, band: Band) => ({ at, risk, band, reasons: [] });

const history: RiskHistory = {
  learner: 'l',
  enrolment: 'e',
  cohort: { id: 'c', name: 'Spring' },
  timeZone: 'UTC',
  from: day(1),
  to: day(11),
  everyHours: 1,
  floors: { medium: 15, high: 30, critical: 60 },
  points: [
    { ...point(day(1), 0.1, 'low'), at: '2026-02-20T10:00:00.000Z' },
    point(day(4), 0.2, 'medium'),
    point(day(4, 1), 0.21, 'medium'),
    point(day(8), 0.4, 'high'),
  ],
  changes: [
    { at: day(4), from: 'low', to: 'medium', risk: 0.2, reasons: [] },
    { at: day(8), from: 'medium', to: 'high', risk: 0.4, reasons: [] },
  ],
};
/** 1,000 pixels for ten days beside the margins. */
const drawn = riskLineOf(history, null, 1_096, 180);

describe('the line of a risk', () => {
  test('begins with what held before, steps where it moved and goes on to the present', () => {
    expect(drawn.points.map(({ x, risk }) => [Math.round(x), risk])).toEqual([
      [8, 0.1],
      [308, 0.2],
      [312, 0.21],
      [708, 0.4],
      [1_008, 0.4],
    ]);
    expect(drawn.path).toContain('L308,135.576L308,113.152L');
  });

  test('ends with what is said now, however new that is', () => {
    const later = riskLineOf(history, point(day(11, 6), 0.7, 'critical'), 1_096, 180);
    expect(later.points.at(-1)).toMatchObject({ x: 1_008, risk: 0.7 });
    expect(Math.min(...later.points.map(({ y }) => y))).toBeGreaterThan(0);
  });

  test('marks changes of the band where they were, one where two would lie on each other', () => {
    expect(drawn.changes.map(({ x, to }) => [Math.round(x), to])).toEqual([
      [308, 'medium'],
      [708, 'high'],
    ]);
    const narrow = riskLineOf(history, null, 124, 180);
    expect(narrow.changes.map(({ to }) => to)).toEqual(['high']);
  });

  test('names floors that have room for their name', () => {
    expect(drawn.floors.map(({ isNamed }) => isNamed)).toEqual([true, true, true]);
    const same = { ...history, floors: { medium: 15, high: 60, critical: 60 } };
    expect(riskLineOf(same, null, 1_096, 180).floors.map(({ isNamed }) => isNamed)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('has nothing to draw where nothing is known', () => {
    const empty = riskLineOf({ ...history, points: [], changes: [] }, null, 300, 180);
    expect(empty).toMatchObject({ path: '', points: [] });
  });
});

describe('a moment of it', () => {
  test('is asked for by its place, and has the point that held then', () => {
    expect([0, 8, 307, 310, 700, 2_000].map((x) => pointHeldAt(drawn, x))).toEqual([0, 0, 0, 1, 2, 4]);
  });

  test('can be reached with the keyboard', () => {
    const to = (from: number, key: string) => pointMovedTo(drawn, from, key);
    expect([to(0, 'ArrowRight'), to(1, 'ArrowRight'), to(4, 'ArrowRight')]).toEqual([1, 3, 4]);
    expect([to(4, 'ArrowLeft'), to(1, 'ArrowLeft'), to(0, 'ArrowLeft')]).toEqual([3, 0, 0]);
    expect([to(0, 'PageDown'), to(1, 'PageDown'), to(4, 'PageUp'), to(1, 'PageUp')]).toEqual([1, 3, 3, 0]);
    expect([to(2, 'Home'), to(2, 'End'), to(2, 'x')]).toEqual([0, 4, null]);
  });
});
