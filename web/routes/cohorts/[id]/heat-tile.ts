import type { Floors } from '#engagement/risk.ts';
import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import type { MarkedBand } from '#web/lib/heatmap/band-shape.ts';
import type { Columns } from '#web/lib/heatmap/columns.ts';
import { type Geometry, boxOf } from '#web/lib/heatmap/geometry.ts';
import type { Line } from '#web/lib/heatmap/groups.ts';
import { type Known, type Measure, type Tone, marksOf, tonesOf } from '#web/lib/heatmap/measures.ts';
import { type Palette, type Pixels, paintCell, paintLine, paintMark } from '#web/lib/heatmap/paint.ts';

/** So many lines stand on one canvas. */
export const tileLines = 16;

/** What all cells of the map are drawn by; another object where any of it is other. */
export interface Look {
  geometry: Geometry;
  columns: Columns;
  shown: { first: number; last: number };
  measure: Measure;
  known: Known;
  /** Where bands begin: cells of a risk have the mark of theirs. */
  floors: Floors;
  palette: Palette;
}

/**
 * Some lines of the map on a canvas of their own. A browser without a GPU hands the whole of a canvas as high as the screen on with
 * each frame, whether it changed or not; one that is as high as this only when something was put on it. And a line that comes with
 * scrolling, or changes, costs the painting of a few and not of all.
 */
export class HeatTile {
  readonly context: CanvasRenderingContext2D;
  #image: ImageData;
  #pixels: Pixels;
  #look: Look | null = null;
  #painted: (LiveRow | null)[] = [];
  #tones: (readonly Tone[] | null)[] = [];
  #marks: (readonly (MarkedBand | null)[])[] = [];
  /** Lines of pixels that were painted since they were last shown. */
  #fresh: { from: number; to: number } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('a browser has canvases');
    this.context = context;
    this.#image = new ImageData(1, 1);
    this.#pixels = pixelsOf(this.#image);
  }

  /** Paints the lines that are other than they were. */
  paint(lines: readonly Line[], look: Look): void {
    const isSame = this.#look === look;
    this.#look = look;
    this.#fit(look.geometry);
    for (let place = 0; place < tileLines; place++) {
      const line = lines[place];
      const row = line?.kind === 'row' ? line.row : null;
      if (isSame && this.#painted[place] === row) continue;
      this.#painted[place] = row;
      const tones = row && tonesOf(row, look.measure, look.columns, look.known);
      this.#tones[place] = tones && tones.slice(look.shown.first, look.shown.last + 1);
      const marks = row && look.measure === 'risk' ? marksOf(row, look.columns, look.floors) : [];
      this.#marks[place] = marks.slice(look.shown.first, look.shown.last + 1);
      paintLine(this.#pixels, look.geometry, place, this.#tones[place] ?? null, look.palette);
      for (let column = 0; column < look.geometry.columns; column++) this.#mark(place, column, look);
      this.#freshen(place * look.geometry.rowHeight, (place + 1) * look.geometry.rowHeight);
    }
  }

  /** Paints one cell as it looks when it changed a moment ago; `glow` from 1 to 0 is how freshly. */
  glow(place: number, column: number, glow: number): void {
    if (this.#look === null) return;
    const { geometry, palette } = this.#look;
    paintCell(this.#pixels, geometry, place, column, this.#tones[place]?.[column] ?? 'none', palette, glow);
    this.#mark(place, column, this.#look);
    const { left, top, width, height } = boxOf(geometry, place, column);
    this.context.putImageData(this.#image, 0, 0, left, top, width, height);
  }

  /** Puts what was painted since the last time on the canvas. */
  show(): void {
    if (this.#fresh === null) return;
    const { from, to } = this.#fresh;
    this.context.putImageData(this.#image, 0, 0, 0, from, this.#image.width, to - from);
    this.#fresh = null;
  }

  /** Puts all of it on another canvas, or on its own after something else was drawn there. */
  put(context: CanvasRenderingContext2D, top: number): void {
    context.putImageData(this.#image, 0, top);
  }

  #mark(row: number, column: number, { geometry, palette }: Look): void {
    const [band, tone] = [this.#marks[row]?.[column], this.#tones[row]?.[column]];
    if (!band || typeof tone !== 'number') return;
    paintMark(this.#pixels, geometry, { row, column }, band, palette.inks[tone] ?? palette.ground);
  }

  #fit({ width, rowHeight }: Geometry): void {
    const height = tileLines * rowHeight;
    const { canvas } = this.context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    if (this.#image.width === width && this.#image.height === height) return;
    this.#image = new ImageData(width, height);
    this.#pixels = pixelsOf(this.#image);
  }

  #freshen(from: number, to: number): void {
    const fresh = this.#fresh ?? { from, to };
    this.#fresh = { from: Math.min(fresh.from, from), to: Math.max(fresh.to, to) };
  }
}

function pixelsOf({ data, width, height }: ImageData): Pixels {
  return { data: new Uint32Array(data.buffer), width, height };
}
