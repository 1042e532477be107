import { describe, expect, test } from 'vitest';
import type { Geometry } from './geometry.ts';
import { type HeatRow, type Palette, type Pixels, packed, paint, paintCell } from './paint.ts';

const geometry: Geometry = { width: 36, columns: 4, rowHeight: 10, cellTop: 1, cellHeight: 8, gap: 1 };
const letters = { '.': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, ' ': 7, o: 8, x: 9, '#': 11 } as const;
const palette: Palette = { steps: [1, 2, 3, 4, 5, 6], ground: 7, dot: 8, hatch: 9, down: 11, glow: 10 };

function blank(rows: number): Pixels {
  const height = rows * geometry.rowHeight;
  return { data: new Uint32Array(geometry.width * height), width: geometry.width, height };
}

/** The pixels as a picture of letters. */
function picture({ data, width, height }: Pixels): string[] {
  const names = new Map(Object.entries(letters).map(([letter, colour]) => [colour as number, letter]));
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => names.get(data[y * width + x] ?? 0) ?? '?').join(''),
  );
}

function painted(rows: HeatRow[], from = 4, down: number[] = []): string[] {
  const pixels = blank(rows.length);
  paint(pixels, geometry, rows, palette, { from, down: new Set(down) });
  return picture(pixels);
}

describe('a row of the heatmap', () => {
  test('draws each count in the colour of its step, with a gap between cells', () => {
    const [, line] = painted([{ cells: [0, 1, 6, 16], isKnown: true }]);
    expect(line).toBe('........ 11111111 33333333 55555555 ');
  });

  test('keeps clear of its neighbours above and below', () => {
    const lines = painted([{ cells: [16, 16, 16, 16], isKnown: true }]);
    expect([lines[0], lines[9]]).toEqual([' '.repeat(36), ' '.repeat(36)]);
  });

  test('that was never heard from has a dot in each cell, which no count looks like', () => {
    const lines = painted([{ cells: [0, 0, 0, 0], isKnown: false }]);
    expect(lines[4]).toBe('   o        o        o        o     ');
    expect(lines.join('')).not.toContain('.');
  });

  test('is crossed out from where nobody listened', () => {
    const lines = painted([{ cells: [1, 1, 0, 0], isKnown: true }], 2);
    const known = lines.map((line) => line.slice(0, 18)).join('');
    const unheard = lines.map((line) => line.slice(18)).join('');
    expect(known).not.toContain('x');
    expect(unheard).toContain('x');
    expect(unheard).not.toContain('.');
  });

  test('is crossed out where a source was down and nothing came; what came by another way is shown', () => {
    const [, line] = painted([{ cells: [1, 0, 1, 0], isKnown: true }], 4, [1, 2]);
    expect(line?.slice(0, 9)).toBe('11111111 ');
    expect(line?.slice(9, 18)).toContain('#');
    expect(line?.slice(9, 18)).not.toContain('.');
    expect(line?.slice(18)).toBe('11111111 ........ ');
  });

  test('shows the four silences apart even at eight pixels', () => {
    const quiet = painted([{ cells: [0, 0, 0, 0], isKnown: true }]);
    const unknown = painted([{ cells: [0, 0, 0, 0], isKnown: false }]);
    const unheard = painted([{ cells: [0, 0, 0, 0], isKnown: true }], 0);
    const down = painted([{ cells: [0, 0, 0, 0], isKnown: true }], 4, [0, 1, 2, 3]);
    // By where the pixels are, not by their colours alone.
    const shapes = [quiet, unknown, unheard, down].map((lines) =>
      lines.join().replaceAll(/[.ox#]/g, (dot) => (dot === '.' || dot === ' ' ? ' ' : '*')),
    );
    expect(new Set(shapes).size).toBe(4);
  });
});

describe('a cell that has just changed', () => {
  const white = packed([255, 255, 255]);
  const dark: Palette = { ...palette, steps: [0, 1, 2, 3, 4, 5].map(() => packed([0, 0, 0])), glow: white };
  const row = { cells: [1, 0, 0, 0], isKnown: true };
  const all = { from: 4, down: new Set<number>() };

  test('glows, settles and leaves no trace', () => {
    const levels = [1, 0.5, 0].map((glow) => {
      const pixels = blank(1);
      paintCell(pixels, geometry, 0, 0, row, dark, all, glow);
      return (pixels.data[4 * pixels.width + 4] ?? 0) & 255;
    });
    expect(levels).toEqual([140, 70, 0]);
  });

  test('touches no other cell', () => {
    const pixels = blank(1);
    paintCell(pixels, geometry, 0, 1, row, dark, all, 1);
    const touched = [...pixels.data.keys()]
      .filter((index) => pixels.data[index] !== 0)
      .map((index) => index % 36);
    expect([Math.min(...touched), Math.max(...touched)]).toEqual([9, 16]);
  });
});
