import { expect, test } from 'vitest';
import type { Band } from './risk.ts';
import { countForWall, figuresOf, openWall, rowsSeen, wallRowsMost } from './wall-counts.ts';

const bands: Record<Band | 'unknown', number> = { critical: 6, high: 0, medium: 9, low: 25, unknown: 0 };
const minutesWith = (...some: [minute: number, events: number][]): number[] => {
  const minutes = Array.from({ length: 60 }, () => 0);
  for (const [minute, events] of some) minutes[minute] = events;
  return minutes;
};
const daysEnding = (...last: number[]): number[] => [
  ...Array.from({ length: 84 - last.length }, () => 0),
  ...last,
];
const known = { bands, learners: 40, claims: 6, usual: null };

test('counts who is here now, who came back today and who handed in, in steps', () => {
  const open = openWall(false);
  const here = { minutes: minutesWith([59, 2], [30, 4]), handedIn: daysEnding(1) };
  for (let learner = 0; learner < 7; learner++) {
    countForWall(open, `here ${learner}`, { ...here, lms: daysEnding(5, 0, 0, 0, 2) });
  }
  const gone = { minutes: minutesWith([10, 1]), handedIn: daysEnding(0), lms: daysEnding(5, 0, 0, 2) };
  for (let learner = 0; learner < 5; learner++) countForWall(open, `gone ${learner}`, gone);
  const figures = figuresOf(open, known);
  expect(figures).toMatchObject({
    active: { from: 5, to: 9 },
    cameBack: { from: 5, to: 9 },
    handedIn: { from: 5, to: 9 },
    claims: { from: 5, to: 9 },
    usual: { day: null, week: null },
    bands: [
      { bands: ['critical'], learners: 6 },
      { bands: ['high', 'medium'], learners: 9 },
      { bands: ['rest'], learners: 25 },
    ],
  });
  expect(figures?.minutes).toHaveLength(59);
  expect(figures?.minutes[30]).toBe(25);
  expect(figures?.minutes[10]).toBe(5);
  expect(rowsSeen(open)).toBeNull();
});

test('a newcomer has not come back, nor has who was here the day before yesterday', () => {
  const open = openWall(false);
  const usual = { minutes: minutesWith(), handedIn: daysEnding(0) };
  for (let learner = 0; learner < 9; learner++) {
    countForWall(open, `new ${learner}`, { ...usual, lms: daysEnding(3) });
    countForWall(open, `usual ${learner}`, { ...usual, lms: daysEnding(3, 0, 3) });
  }
  expect(figuresOf(open, known)?.cameBack).toEqual({ from: 0, to: 4 });
});

test('of a cohort of four nothing is told', () => {
  expect(figuresOf(openWall(true), { ...known, learners: 4 })).toBeNull();
});

test('with pseudonyms those who were there last have a row, as many as there is room for', () => {
  const open = openWall(true);
  const quiet = { handedIn: daysEnding(0), lms: daysEnding(0) };
  countForWall(open, 'silent', { ...quiet, minutes: minutesWith() });
  for (let learner = 0; learner < 30; learner++) {
    countForWall(open, `learner ${learner}`, { ...quiet, minutes: minutesWith([learner, 12], [0, 1]) });
  }
  const rows = rowsSeen(open) ?? [];
  expect(rows).toHaveLength(wallRowsMost);
  expect(rows[0]).toMatchObject({ enrolment: 'learner 29' });
  expect(rows[0]?.cells.filter((cell) => cell > 0)).toEqual([1, 3]);
  expect(rows.map(({ enrolment }) => enrolment)).not.toContain('silent');
});
