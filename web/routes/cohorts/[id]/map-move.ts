import { type Span, eased } from '#web/lib/heatmap/morph.ts';
import { type Picture, drawBetween } from './draw-between.ts';
import { type HeatTile, type Look, tileLines } from './heat-tile.ts';

/** Cells that move to new places are followed by the eye for no longer than this. */
const moveMs = 200;

/** A tile, and the place of its first line among all of them. */
interface Placed {
  tile: HeatTile;
  from: number;
}

/** The map on its way from what was painted to what is painted next, where that is worth being seen. */
export class MapMove {
  #painted: Omit<Picture, 'canvas'> | null = null;
  #old: Picture | null = null;
  #moving: { old: Picture; now: Picture; since: number; tiles: readonly Placed[] } | null = null;

  get isOver(): boolean {
    return this.#moving === null;
  }

  /** What is there is about to be painted over. */
  before(
    lines: readonly string[],
    from: number,
    { columns, shown, measure, geometry }: Look,
    tiles: readonly Placed[],
    isCalm: boolean,
  ): void {
    const span = { from: columns.starts[shown.first] ?? 0, to: columns.starts[shown.last + 1] ?? 1 };
    const next = { span, measure, from, lines, rowHeight: geometry.rowHeight };
    const was = this.#painted;
    this.#painted = next;
    this.#old = null;
    if (was === null || isCalm || was.from !== from || was.rowHeight !== next.rowHeight) this.#end();
    else if (isMove(was, next)) this.#old = { ...was, canvas: pictureOf(tiles, from) };
  }

  /** The tiles are painted anew; they are shown at once, or come by and by. */
  after(tiles: readonly Placed[], since: number): void {
    const [painted, old] = [this.#painted, this.#old];
    if (painted !== null && old !== null) {
      for (const { tile } of tiles) tile.put(tile.context, 0);
      this.#moving = { old, now: { ...painted, canvas: pictureOf(tiles, painted.from) }, since, tiles };
      this.draw(since);
    } else if (this.#moving !== null) {
      const { now } = this.#moving;
      const context = now.canvas.getContext('2d');
      for (const { tile, from } of tiles) if (context) tile.put(context, (from - now.from) * now.rowHeight);
    } else for (const { tile } of tiles) tile.show();
  }

  draw(at: number): void {
    if (this.#moving === null) return;
    const { old, now, since, tiles } = this.#moving;
    const share = Math.max(0, Math.min(1, (at - since) / moveMs));
    if (share === 1) return this.#end();
    for (const { tile, from } of tiles) {
      tile.context.setTransform(1, 0, 0, 1, 0, (now.from - from) * now.rowHeight);
      drawBetween(tile.context, old, now, eased(share));
      tile.context.setTransform(1, 0, 0, 1, 0, 0);
    }
  }

  #end(): void {
    for (const { tile } of this.#moving?.tiles ?? []) tile.put(tile.context, 0);
    this.#moving = null;
  }
}

/** Whether what was painted is to be seen going over into what is painted next. Time that passes is no move. */
function isMove(was: Omit<Picture, 'canvas'>, next: Omit<Picture, 'canvas'>): boolean {
  if (was.measure !== next.measure) return true;
  const length = ({ from, to }: Span): number => to - from;
  // A day of clocks that change is an hour longer: no move either.
  if (Math.abs(length(was.span) / length(next.span) - 1) > 0.1) return true;
  // Lines that come or go at the end, as when one scrolls, leave the others where they were.
  const places = new Map(was.lines.map((key, place) => [key, place]));
  return next.lines.some((key, place) => (places.get(key) ?? place) !== place);
}

/** What the tiles show, as one picture that begins with the line `from`. */
function pictureOf(tiles: readonly Placed[], from: number): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  const [first] = tiles;
  const size = first?.tile.context.canvas;
  if (size === undefined) return picture;
  picture.width = size.width;
  const lineHeight = size.height / tileLines;
  picture.height = Math.max(...tiles.map((one) => one.from - from + tileLines)) * lineHeight;
  const context = picture.getContext('2d');
  for (const one of tiles) {
    const { canvas } = one.tile.context;
    if (canvas.width > 0 && canvas.height > 0) context?.drawImage(canvas, 0, (one.from - from) * lineHeight);
  }
  return picture;
}
