import { expect, test } from 'vitest';
import { cropOf, spanBetween } from './morph.ts';

const hour = { from: 940, to: 1_000 };
const long = { from: -4_900, to: 1_100 };

test('a stretch of time goes over into another by factors, and is exactly both at the ends', () => {
  expect(spanBetween(hour, long, 0)).toEqual(hour);
  const end = spanBetween(hour, long, 1);
  expect([end.from, end.to].map(Math.round)).toEqual([long.from, long.to]);
  const middle = spanBetween(hour, long, 0.5);
  expect(middle.to - middle.from).toBeCloseTo(600);
});

test('one as long as the other is moved', () => {
  expect(spanBetween({ from: 0, to: 10 }, { from: 20, to: 30 }, 0.5)).toEqual({ from: 10, to: 20 });
});

test.each([
  [
    'all of a picture, small, in a wider view',
    hour,
    { from: 880, to: 1_000 },
    { from: 0, to: 1, left: 0.5, right: 1 },
  ],
  [
    'a part of a picture, in a closer view',
    hour,
    { from: 970, to: 1_000 },
    { from: 0.5, to: 1, left: 0, right: 1 },
  ],
  ['nothing of a picture that lies elsewhere', hour, { from: 0, to: 10 }, null],
])('%s', (_, own, seen, expected) => {
  expect(cropOf(own, seen)).toEqual(expected);
});
