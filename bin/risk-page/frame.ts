import { type ScaleContinuousNumeric, line } from 'd3';
import type { Point } from '#engagement/training/told-curves.ts';

// D3 computes, strings draw: nothing here needs a browser, and the page needs no script.

export type Scale = ScaleContinuousNumeric<number, number>;

/** What a drawing has around it: room for words on the left and below. */
export const margin = { top: 10, right: 22, bottom: 40, left: 62 };

export interface Frame {
  width: number;
  height: number;
  x: Scale;
  y: Scale;
  xName: string;
  yName: string;
  xTick?: (value: number) => string;
  yTick?: (value: number) => string;
}

/** An SVG with axes, whose `title` is what somebody hears who cannot see it. */
export function framed(title: string, frame: Frame, inside: string): string {
  const { width, height, x, y, xName, yName, xTick = String, yTick = String } = frame;
  const [left, right, bottom, top] = [margin.left, width - margin.right, height - margin.bottom, margin.top];
  const xs = x
    .ticks(5)
    .map(
      (value) =>
        `<line class="grid" x1="${at(x(value))}" x2="${at(x(value))}" y1="${top}" y2="${bottom}"/>` +
        `<text x="${at(x(value))}" y="${bottom + 16}" text-anchor="middle">${xTick(value)}</text>`,
    );
  const ys = y
    .ticks(5)
    .map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
        `<text x="${left - 6}" y="${at(y(value) + 4)}" text-anchor="end">${yTick(value)}</text>`,
    );
  const names =
    `<text class="name" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${xName}</text>` +
    `<text class="name" transform="translate(12 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${yName}</text>`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${xs.join('')}${ys.join('')}${names}${inside}</svg>`;
}

export function pathOf(points: readonly Point[], { x, y }: Pick<Frame, 'x' | 'y'>, name: string): string {
  const d = line<Point>(
    (point) => x(point.x),
    (point) => y(point.y),
  ).digits(1)([...points]);
  return `<path class="curve ${name}" d="${d ?? ''}"/>`;
}

/** A tenth of a pixel is all that can be seen. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
