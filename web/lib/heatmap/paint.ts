import { type MarkedBand, covers, markSize } from './band-shape.ts';
import { type Box, type Geometry, boxOf } from './geometry.ts';
import type { Silence, Tone } from './measures.ts';

/** Colours as the pixels hold them; see `packed`. */
export interface Palette {
  /** One a step of the measure's ramp, from the least to the most. */
  steps: readonly number[];
  /** For each of them what is told from it best: marks are drawn with it. */
  inks: readonly number[];
  ground: number;
  dot: number;
  hatch: number;
  down: number;
  glow: number;
}

/** The pixels of an ImageData, one number each. */
export interface Pixels {
  data: Uint32Array;
  width: number;
  height: number;
}

/** Red, green and blue as little-endian ImageData holds them, which is every machine a browser runs on. */
export function packed([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Paints a whole line; one without cells, such as the head of a group, stays ground. The steps are painted into its first line of
 * pixels, which is then copied to those below it: a tenth of the work.
 */
export function paintLine(
  pixels: Pixels,
  geometry: Geometry,
  row: number,
  tones: readonly Tone[] | null,
  palette: Palette,
): void {
  const { data, width } = pixels;
  const top = row * geometry.rowHeight;
  flat(pixels, { left: 0, top, width, height: geometry.rowHeight }, palette.ground);
  if (tones === null) return;
  const silent: number[] = [];
  for (let column = 0; column < geometry.columns; column++) {
    const tone = tones[column] ?? 'none';
    if (typeof tone !== 'number') silent.push(column);
    else flat(pixels, { ...boxOf(geometry, row, column), height: 1 }, palette.steps[tone] ?? palette.ground);
  }
  const line = (row * geometry.rowHeight + geometry.cellTop) * width;
  for (let below = 1; below < geometry.cellHeight; below++) {
    data.copyWithin(line + below * width, line, line + width);
  }
  for (const column of silent) paintCell(pixels, geometry, row, column, tones[column] ?? 'none', palette);
}

/** Paints one cell; `glow` from 1 to 0 is how freshly it changed. */
export function paintCell(
  pixels: Pixels,
  geometry: Geometry,
  row: number,
  column: number,
  tone: Tone,
  palette: Palette,
  glow = 0,
): void {
  const box = boxOf(geometry, row, column);
  if (typeof tone !== 'number') return shaded(pixels, box, shadeOf(tone, box, palette));
  const step = palette.steps[tone] ?? palette.ground;
  flat(pixels, box, glow > 0 ? mixed(step, palette.glow, glow * 0.55) : step);
  if (glow > 0)
    outline(pixels, box, mixed(step, palette.glow, glow), Math.max(1, Math.round(box.height / 12)));
}

type Shade = (x: number, y: number) => number;

/** Each kind of silence has a shape of its own, told apart at 8 pixels and without colour. */
function shadeOf(silence: Silence, box: Box, { ground, dot, hatch, down }: Palette): Shade {
  const { height } = box;
  switch (silence) {
    case 'none':
      return dotted(box, ground, dot);
    case 'before':
      return struck(box, ground, hatch);
    case 'excused':
      return hatched(ground, dot, Math.max(4, height / 3));
    case 'holiday':
      return banded(box, ground, dot);
    case 'unheard':
      return crossed(ground, hatch, Math.max(4, height / 3), 1);
    case 'down': {
      const apart = Math.max(6, height / 2);
      return crossed(ground, down, apart, Math.max(1, Math.floor(Math.round(apart) / 6)));
    }
  }
}

/** The mark of a band in the middle of a cell that has room for it: risk is never colour alone. */
export function paintMark(
  pixels: Pixels,
  geometry: Geometry,
  { row, column }: { row: number; column: number },
  band: MarkedBand,
  ink: number,
): void {
  const box = boxOf(geometry, row, column);
  const size = markSize(box);
  if (size === null) return;
  const left = box.left + Math.floor((box.width - size) / 2);
  const top = box.top + Math.floor((box.height - size) / 2);
  const middle = (size - 1) / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isCovered = covers(band, (x - middle) / (size / 2), (y - middle) / (size / 2));
      if (isCovered) pixels.data[(top + y) * pixels.width + left + x] = ink;
    }
  }
}

/** One dot in the middle of each cell: even a cell of 8 pixels shows that it is not simply quiet. */
function dotted({ left, top, width, height }: Box, ground: number, dot: number): Shade {
  const size = Math.max(1, Math.round(height / 8));
  const fromX = left + Math.floor((width - size) / 2);
  const fromY = top + Math.floor((height - size) / 2);
  return (x, y) => (x >= fromX && x < fromX + size && y >= fromY && y < fromY + size ? dot : ground);
}

/** One line along the middle, through all such cells. */
function struck({ top, height }: Box, ground: number, line: number): Shade {
  const size = Math.max(1, Math.round(height / 12));
  const from = top + Math.floor((height - size) / 2);
  return (_, y) => (y >= from && y < from + size ? line : ground);
}

/** Lines one way, aligned over the whole canvas so that neighbouring cells make one surface. */
function hatched(ground: number, line: number, apart: number): Shade {
  const every = Math.round(apart);
  return (x, y) => ((x + y) % every === 0 ? line : ground);
}

/** One upright band in the middle of each cell; in a wide one a third of its height, or it would be a block. */
function banded({ left, width, height }: Box, ground: number, line: number): Shade {
  const size = Math.max(1, Math.round(Math.min(width / 5, height / 3)));
  const from = left + Math.floor((width - size) / 2);
  return (x) => (x >= from && x < from + size ? line : ground);
}

/** Lines both ways. */
function crossed(ground: number, line: number, apart: number, thick: number): Shade {
  const every = Math.round(apart);
  return (x, y) => ((x + y) % every < thick || (((x - y) % every) + every) % every < thick ? line : ground);
}

function shaded({ data, width, height }: Pixels, box: Box, shade: Shade): void {
  const right = Math.min(width, box.left + box.width);
  const bottom = Math.min(height, box.top + box.height);
  for (let y = box.top; y < bottom; y++) {
    for (let x = box.left; x < right; x++) data[y * width + x] = shade(x, y);
  }
}

/** A run of pixels is filled at once: most of a map is this. */
function flat({ data, width, height }: Pixels, box: Box, colour: number): void {
  const right = Math.min(width, box.left + box.width);
  const bottom = Math.min(height, box.top + box.height);
  for (let y = box.top; y < bottom; y++) data.fill(colour, y * width + box.left, y * width + right);
}

function outline(pixels: Pixels, { left, top, width, height }: Box, colour: number, thick: number): void {
  flat(pixels, { left, top, width, height: thick }, colour);
  flat(pixels, { left, top: top + height - thick, width, height: thick }, colour);
  flat(pixels, { left, top, width: thick, height }, colour);
  flat(pixels, { left: left + width - thick, top, width: thick, height }, colour);
}

function mixed(from: number, to: number, share: number): number {
  const channel = (shift: number): number => {
    const start = (from >>> shift) & 255;
    return Math.round(start + (((to >>> shift) & 255) - start) * share);
  };
  return packed([channel(0), channel(8), channel(16)]);
}
