import { type Box, type Geometry, boxOf } from './geometry.ts';
import { minuteSteps, stepOf } from './ramp.ts';

/** Colours as the pixels hold them; see `packed`. */
export interface Palette {
  /** One a step of the ramp, from none to the most. */
  steps: number[];
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

/** What a row shows: counts, or that nothing was ever heard from it. */
export interface HeatRow {
  cells: readonly number[];
  isKnown: boolean;
}

/** Red, green and blue as little-endian ImageData holds them, which is every machine a browser runs on. */
export function packed([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Columns of which little or nothing can be known. */
export interface Unheard {
  /** From this one on the page did not listen. */
  from: number;
  /** In these a source was down: an empty cell says nothing. */
  down: ReadonlySet<number>;
}

/** Paints whole rows. Cells that were not heard are crossed out rather than empty. */
export function paint(
  pixels: Pixels,
  geometry: Geometry,
  rows: HeatRow[],
  palette: Palette,
  unheard: Unheard,
): void {
  pixels.data.fill(palette.ground);
  rows.forEach((row, index) => {
    for (let column = 0; column < geometry.columns; column++) {
      paintCell(pixels, geometry, index, column, row, palette, unheard);
    }
  });
}

/** Paints one cell; `glow` from 1 to 0 is how freshly it changed. */
export function paintCell(
  pixels: Pixels,
  geometry: Geometry,
  row: number,
  column: number,
  { cells, isKnown }: HeatRow,
  palette: Palette,
  unheard: Unheard,
  glow = 0,
): void {
  const box = boxOf(geometry, row, column);
  const { cellHeight } = geometry;
  if (column >= unheard.from)
    return fill(pixels, box, crossed(palette.ground, palette.hatch, Math.max(4, cellHeight / 3)));
  if (isCellDown(unheard, cells, column)) {
    return fill(pixels, box, crossed(palette.ground, palette.down, Math.max(6, cellHeight / 2), true));
  }
  if (!isKnown) return fill(pixels, box, dotted(box, palette));
  const step = palette.steps[stepOf(cells[column] ?? 0, minuteSteps)] ?? palette.ground;
  const colour = glow > 0 ? mixed(step, palette.glow, glow * 0.55) : step;
  fill(pixels, box, () => colour);
  if (glow > 0)
    outline(pixels, box, mixed(step, palette.glow, glow), Math.max(1, Math.round(box.height / 12)));
}

/** Whether a cell is empty since a source was down; what came by another way is shown. */
export function isCellDown({ down }: Unheard, cells: readonly number[], column: number): boolean {
  return down.has(column) && (cells[column] ?? 0) === 0;
}

type Shade = (x: number, y: number) => number;

/** One dot in the middle of each cell: even a cell of 8 pixels shows that it is not simply quiet. */
function dotted({ left, top, width, height }: Box, { ground, dot }: Palette): Shade {
  const size = Math.max(1, Math.round(height / 8));
  const fromX = left + Math.floor((width - size) / 2);
  const fromY = top + Math.floor((height - size) / 2);
  return (x, y) => (x >= fromX && x < fromX + size && y >= fromY && y < fromY + size ? dot : ground);
}

/** Lines both ways, aligned over the whole canvas so that neighbouring cells make one surface. */
function crossed(ground: number, line: number, apart: number, isBold = false): Shade {
  const every = Math.round(apart);
  const thick = isBold ? Math.max(1, Math.floor(every / 6)) : 1;
  return (x, y) => ((x + y) % every < thick || (((x - y) % every) + every) % every < thick ? line : ground);
}

function fill({ data, width, height }: Pixels, box: Box, shade: Shade): void {
  const right = Math.min(width, box.left + box.width);
  const bottom = Math.min(height, box.top + box.height);
  for (let y = box.top; y < bottom; y++) {
    for (let x = box.left; x < right; x++) data[y * width + x] = shade(x, y);
  }
}

function outline(pixels: Pixels, { left, top, width, height }: Box, colour: number, thick: number): void {
  const shade = (): number => colour;
  fill(pixels, { left, top, width, height: thick }, shade);
  fill(pixels, { left, top: top + height - thick, width, height: thick }, shade);
  fill(pixels, { left, top, width: thick, height }, shade);
  fill(pixels, { left: left + width - thick, top, width: thick, height }, shade);
}

function mixed(from: number, to: number, share: number): number {
  const channel = (shift: number): number => {
    const start = (from >>> shift) & 255;
    return Math.round(start + (((to >>> shift) & 255) - start) * share);
  };
  return packed([channel(0), channel(8), channel(16)]);
}
