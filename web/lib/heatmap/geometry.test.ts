import { describe, expect, test } from 'vitest';
import { type Geometry, boxOf, cellAt, columnStart, windowOf } from './geometry.ts';

const geometry: Geometry = { width: 100, columns: 60, rowHeight: 24, cellTop: 3, cellHeight: 18, gap: 1 };

describe('cells on the canvas', () => {
  test('columns cover the whole width without a hole, however it divides', () => {
    for (let column = 0; column < 60; column++) {
      expect(columnStart(geometry, column + 1)).toBeGreaterThan(columnStart(geometry, column));
    }
    expect([columnStart(geometry, 0), columnStart(geometry, 60)]).toEqual([0, 100]);
  });

  test('every pixel belongs to the cell that is drawn over it', () => {
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 60; column++) {
        const { left, top, width } = boxOf(geometry, row, column);
        for (let x = left; x < left + width; x++)
          expect(cellAt(geometry, 3, x, top)).toEqual({ row, column });
      }
    }
  });

  test.each([
    ['left of the first cell', -1, 0],
    ['right of the last', 100, 0],
    ['above the first row', 50, -1],
    ['below the last row', 50, 72],
  ])('there is no cell %s', (_, x, y) => {
    expect(cellAt(geometry, 3, x, y)).toBeNull();
  });
});

const seenOf = (lines: number, scrolledPast: number) =>
  windowOf(lines, { lineHeight: 24, scrolledPast, viewHeight: 900 }, { step: 16, spare: 16 });

describe('the part of a long list that is drawn', () => {
  test.each([
    ['a short list is drawn whole', 30, 0, { from: 0, to: 30 }],
    ['a long one from its top', 800, 0, { from: 0, to: 64 }],
    ['the middle with rows to spare on both sides', 800, 24 * 400, { from: 384, to: 464 }],
    ['the end stops with the list', 800, 24 * 790, { from: 768, to: 800 }],
    ['nothing is drawn of nothing', 0, 0, { from: 0, to: 0 }],
  ])('%s', (_, rows, scrolledPast, expected) => {
    expect(seenOf(rows, scrolledPast)).toEqual(expected);
  });

  test('scrolling by one row changes nothing until a step is passed', () => {
    expect(seenOf(800, 24 * 401)).toEqual(seenOf(800, 24 * 400));
  });
});
