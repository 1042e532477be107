import { type Span, cropOf, spanBetween } from '#web/lib/heatmap/morph.ts';

/** What was painted: the time its width stands for, and which line each row is. */
export interface Picture {
  canvas: HTMLCanvasElement;
  span: Span;
  measure: string;
  from: number;
  lines: readonly string[];
  rowHeight: number;
}

/** One picture on its way into another, `share` of it done: time stretches, what is no more fades, lines move to new places. */
export function drawBetween(
  context: CanvasRenderingContext2D,
  old: Picture,
  now: Picture,
  share: number,
): void {
  context.imageSmoothingEnabled = false;
  context.globalAlpha = 1;
  const places = new Map(old.lines.map((key, place) => [key, place]));
  const isReordered = now.lines.some((key, place) => (places.get(key) ?? place) !== place);
  if (isReordered) drawLines(context, places, now, share);
  else {
    const seen = spanBetween(old.span, now.span, share);
    // The ground of the new picture, so that both fade over the same.
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, now.canvas.width, now.canvas.height);
    context.globalAlpha = 1 - share;
    drawSpan(context, old, seen);
    context.globalAlpha = share;
    drawSpan(context, now, seen);
  }
  context.globalAlpha = 1;
}

function drawSpan(context: CanvasRenderingContext2D, { canvas, span }: Picture, seen: Span): void {
  const crop = cropOf(span, seen);
  if (crop === null || canvas.width === 0) return;
  const { width } = context.canvas;
  const from = crop.from * canvas.width;
  const left = crop.left * width;
  const [length, wide] = [crop.to * canvas.width - from, crop.right * width - left];
  context.drawImage(canvas, from, 0, length, canvas.height, left, 0, wide, canvas.height);
}

function drawLines(
  context: CanvasRenderingContext2D,
  places: ReadonlyMap<string, number>,
  now: Picture,
  share: number,
): void {
  const { width } = context.canvas;
  const { rowHeight } = now;
  now.lines.forEach((key, place) => {
    const top = ((places.get(key) ?? place) * (1 - share) + place * share) * rowHeight;
    context.drawImage(now.canvas, 0, place * rowHeight, width, rowHeight, 0, top, width, rowHeight);
  });
}
