import { describe, expect, test } from 'vitest';
import type { Geometry } from './geometry.ts';
import type { Tone } from './measures.ts';
import { type Palette, type Pixels, packed, paintCell, paintLine } from './paint.ts';

const geometry: Geometry = { width: 36, columns: 4, rowHeight: 10, cellTop: 1, cellHeight: 8, gap: 1 };
const letters = { '.': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, ' ': 7, o: 8, x: 9, '#': 11 } as const;
const palette: Palette = {
  steps: [1, 2, 3, 4, 5, 6],
  inks: [7, 7, 7, 7, 7, 7],
  ground: 7,
  dot: 8,
  hatch: 9,
  down: 11,
  glow: 10,
};

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

function painted(...rows: (Tone[] | null)[]): string[] {
  const pixels = blank(rows.length);
  rows.forEach((tones, row) => paintLine(pixels, geometry, row, tones, palette));
  return picture(pixels);
}

describe('a row of the heatmap', () => {
  test('draws each step in its colour, with a gap between cells', () => {
    const [, line] = painted([0, 1, 3, 5]);
    expect(line).toBe('........ 11111111 33333333 55555555 ');
  });

  test('keeps clear of its neighbours above and below', () => {
    const lines = painted([5, 5, 5, 5]);
    expect([lines[0], lines[9]]).toEqual([' '.repeat(36), ' '.repeat(36)]);
  });

  test('has a dot in each cell of which nothing is known, which no step looks like', () => {
    const lines = painted(['none', 'none', 'none', 'none']);
    expect(lines[4]).toBe('   o        o        o        o     ');
    expect(lines.join('')).not.toContain('.');
  });

  test('leaves the line of a group’s head free', () => {
    expect(painted(null).join('').trim()).toBe('');
  });

  test('hatches one way where somebody was excused, and has one upright band on a day off', () => {
    expect(painted(['excused', 'holiday', 0, 0]).slice(1, 5)).toEqual([
      '   o   o    oo    ........ ........ ',
      '  o   o     oo    ........ ........ ',
      ' o   o      oo    ........ ........ ',
      'o   o       oo    ........ ........ ',
    ]);
  });

  test('shows all silences and a zero apart even at eight pixels', () => {
    const kinds: Tone[] = [0, 'none', 'before', 'excused', 'holiday', 'unheard', 'down'];
    // By where the pixels are, not by their colours alone.
    const shapes = kinds.map((tone) =>
      painted([tone, tone, tone, tone])
        .join()
        .replaceAll(/[.ox#]/g, (dot) => (dot === '.' ? ' ' : '*')),
    );
    expect(new Set(shapes).size).toBe(kinds.length);
  });
});

describe('a cell that has just changed', () => {
  const white = packed([255, 255, 255]);
  const dark: Palette = { ...palette, steps: [0, 1, 2, 3, 4, 5].map(() => packed([0, 0, 0])), glow: white };
  test('glows, settles and leaves no trace', () => {
    const levels = [1, 0.5, 0].map((glow) => {
      const pixels = blank(1);
      paintCell(pixels, geometry, 0, 0, 1, dark, glow);
      return (pixels.data[4 * pixels.width + 4] ?? 0) & 255;
    });
    expect(levels).toEqual([140, 70, 0]);
  });

  test('touches no other cell', () => {
    const pixels = blank(1);
    paintCell(pixels, geometry, 0, 1, 1, dark, 1);
    const touched = [...pixels.data.keys()]
      .filter((index) => pixels.data[index] !== 0)
      .map((index) => index % 36);
    expect([Math.min(...touched), Math.max(...touched)]).toEqual([9, 16]);
  });
});
