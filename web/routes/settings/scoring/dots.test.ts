import { expect, test } from 'vitest';
import { dotsOf } from './dots.ts';

function counts(of: Record<number, number>): number[] {
  return Array.from({ length: 101 }, (_, point) => of[point] ?? 0);
}

test('every learner is a dot on the side of the border where their level is', () => {
  const { at, each } = dotsOf(counts({ 49: 1, 50: 2 }), 1_000, 60);
  expect(each).toBe(1);
  expect(at.map(({ x }) => x)).toEqual([495, 505, 505]);
  expect(new Set(at.map(({ y }) => y)).size).toBe(2);
});

test('where very many have one score a dot stands for several, and nothing leaves the picture', () => {
  const { at, each, radius } = dotsOf(counts({ 80: 5_000, 81: 1 }), 1_000, 60);
  expect(each).toBeGreaterThan(500);
  expect(Math.min(...at.map(({ y }) => y))).toBeGreaterThanOrEqual(radius);
  expect(at.filter(({ x }) => x === 815)).toHaveLength(1);
});

test('on a narrow screen dots of neighbours do not touch', () => {
  const { radius } = dotsOf(counts({}), 358, 60);
  expect(2 * radius).toBeLessThan(3.58);
});
