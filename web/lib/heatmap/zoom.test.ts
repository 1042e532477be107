import { describe, expect, test } from 'vitest';
import { type Zoom, brushed, movedBy, pinchedTo, shownColumns, zoomedBy } from './zoom.ts';

test.each<[string, Zoom | null, number, number, number]>([
  ['all without a zoom', null, 60, 0, 59],
  ['a quarter of an hour up to now', { from: 14, to: 0 }, 60, 45, 59],
  ['one further back', { from: 39, to: 30 }, 60, 20, 29],
  ['never less than can be told apart', { from: 10, to: 10 }, 60, 46, 49],
  ['never beyond the data', { from: 999, to: 990 }, 60, 0, 9],
  ['never more than there is', { from: 999, to: 0 }, 7, 0, 6],
])('shown: %s', (_, zoom, count, first, last) => {
  expect(shownColumns(zoom, count)).toEqual({ first, last });
});

test.each<[string, Zoom | null, number, number, Zoom | null]>([
  ['closer around now', null, 2, 1, { from: 29, to: 0 }],
  ['closer around the pointer', null, 2, 0.5, { from: 44, to: 15 }],
  ['further away', { from: 29, to: 0 }, 0.75, 1, { from: 39, to: 0 }],
  ['far enough away to see all', { from: 29, to: 0 }, 0.1, 1, null],
  ['a step so small that rounding would swallow it', { from: 9, to: 0 }, 1.01, 1, { from: 8, to: 0 }],
  ['no closer than can be told apart', { from: 3, to: 0 }, 4, 1, { from: 3, to: 0 }],
])('%s', (_, zoom, factor, place, expected) => {
  expect(zoomedBy(zoom, factor, place, 60)).toEqual(expected);
});

test('moved in time it stops at both ends', () => {
  expect(movedBy({ from: 29, to: 0 }, -10, 60)).toEqual({ from: 39, to: 10 });
  expect(movedBy({ from: 29, to: 0 }, -100, 60)).toEqual({ from: 59, to: 30 });
  expect(movedBy({ from: 39, to: 10 }, 100, 60)).toEqual({ from: 29, to: 0 });
});

test('a stretch is marked from either end, and all of it is no zoom', () => {
  expect(brushed(20, 29, 60)).toEqual({ from: 39, to: 30 });
  expect(brushed(29, 20, 60)).toEqual({ from: 39, to: 30 });
  expect(brushed(0, 59, 60)).toBeNull();
});

describe('two fingers', () => {
  const at = (holds: number, place: number) => ({ holds, place });
  test.each([
    ['that stay change nothing', at(15, 0.25), at(45, 0.75), null],
    ['that part come closer, to what lies between them', at(20, 0), at(40, 1), { from: 39, to: 20 }],
    ['do the same from either side', at(40, 1), at(20, 0), { from: 39, to: 20 }],
    ['that go together take the picture along', at(30, 0.1), at(36, 0.4), { from: 31, to: 12 }],
    ['that meet see all', at(20, 0.5), at(40, 0.5), null],
    ['that hold one column show no fewer than four', at(20, 0), at(20.5, 1), { from: 39, to: 36 }],
    ['never leave the data', at(2, 0.9), at(6, 1.0), { from: 59, to: 20 }],
  ])('%s', (_, one, other, zoom) => {
    expect(pinchedTo(one, other, 60)).toEqual(zoom);
  });
});
