import { expect, test } from 'vitest';
import { sparklineOf } from './sparkline.ts';

test('a sparkline has a gap where there is no score, and a dot for a day between two gaps', () => {
  const { path, dots, points } = sparklineOf([0, 100, null, 50, null], 108, 108);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.startsWith('M4,104L29,4')).toBe(true);
  expect(dots).toEqual([{ x: 79, y: 54 }]);
  expect(points.map(({ y }) => y)).toEqual([104, 4, null, 54, null]);
});

test('a sparkline of nothing is nothing', () => {
  expect(sparklineOf([], 100, 40)).toEqual({ path: '', dots: [], points: [] });
  expect(sparklineOf([null, null], 100, 40)).toMatchObject({ path: '', dots: [] });
});
