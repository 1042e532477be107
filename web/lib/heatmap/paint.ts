import { type Box, type Geometry, boxOf } from './geometry.ts';
import { minuteSteps, stepOf } from './ramp.ts';

/** Colours as the pixels hold them; see `packed`. */
export interface Palette {
  /** One a step of the ramp, from none to the most. */
  steps: number[];
  ground: number;
  dot: number;
  hatch: number;
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
  cells: number[];
  isKnown: boolean;
}

/** Red, green and blue as little-endian ImageData holds them, which is every machine a browser runs on. */
export function packed([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Paints whole rows. Cells from `heardUntil` on were not listened to: they are crossed out rather than empty. */
export function paint(
  pixels: Pixels,
  geometry: Geometry,
  rows: HeatRow[],
  palette: Palette,
  heardUntil: number,
): void {
  pixels.data.fill(palette.ground);
  rows.forEach((row, index) => {
    for (let column = 0; column < geometry.columns; column++) {
      paintCell(pixels, geometry, index, column, row, palette, heardUntil);
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
  heardUntil: number,
  glow = 0,
): void {
  const box = boxOf(geometry, row, column);
  if (column >= heardUntil) return fill(pixels, box, crossed(palette, geometry.cellHeight));
  if (!isKnown) return fill(pixels, box, dotted(box, palette));
  const step = palette.steps[stepOf(cells[column] ?? 0, minuteSteps)] ?? palette.ground;
  const colour = glow > 0 ? mixed(step, palette.glow, glow * 0.55) : step;
  fill(pixels, box, () => colour);
  if (glow > 0)
    outline(pixels, box, mixed(step, palette.glow, glow), Math.max(1, Math.round(box.height / 12)));
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
function crossed({ ground, hatch }: Palette, cellHeight: number): Shade {
  const every = Math.max(4, Math.round(cellHeight / 3));
  return (x, y) => ((x + y) % every === 0 || (((x - y) % every) + every) % every === 0 ? hatch : ground);
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
