import type { Geometry } from '#web/lib/heatmap/geometry.ts';
import { type Palette, packed, paintLine } from '#web/lib/heatmap/paint.ts';

// Runs in a browser: the page's own painting, of so many rows, and beside it the same pixels filled and shown.

export interface Repaint {
  rows: number;
  /** In pixels of the canvas. */
  rowHeight: number;
  times: number;
}

export interface Repainted {
  oursMs: number[];
  leastMs: number[];
}

const columns = 60;
const width = 960;
const green = (step: number): number => packed([230 - 40 * step, 240 - 20 * step, 235 - 30 * step]);
const palette: Palette = {
  steps: Array.from({ length: 6 }, (_, step) => green(step)),
  inks: Array.from({ length: 6 }, () => packed([0, 0, 0])),
  ground: packed([255, 255, 255]),
  dot: packed([150, 150, 150]),
  hatch: packed([200, 200, 200]),
  down: packed([180, 180, 180]),
  glow: packed([0, 160, 120]),
};

export function repaint({ rows, rowHeight, times }: Repaint): Repainted {
  const canvas = document.createElement('canvas');
  const height = rows * rowHeight;
  Object.assign(canvas, { width, height });
  document.body.append(canvas);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('a browser has canvases');
  const image = new ImageData(width, height);
  const pixels = { data: new Uint32Array(image.data.buffer), width, height };
  const cellHeight = Math.max(1, rowHeight - 2 * Math.floor(rowHeight / 8));
  const geometry: Geometry = {
    width,
    columns,
    rowHeight,
    cellTop: Math.floor(rowHeight / 8),
    cellHeight,
    gap: 1,
  };
  const [oursMs, leastMs]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time++) {
    // Each cell a step of the ramp, other than it was the time before.
    const shown = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => (row * 7 + column * 3 + time) % palette.steps.length),
    );
    const began = performance.now();
    shown.forEach((tones, row) => paintLine(pixels, geometry, row, tones, palette));
    context.putImageData(image, 0, 0);
    const painted = performance.now();
    pixels.data.fill(palette.ground);
    context.putImageData(image, 0, 0);
    oursMs.push(painted - began);
    leastMs.push(performance.now() - painted);
  }
  canvas.remove();
  return { oursMs, leastMs };
}
