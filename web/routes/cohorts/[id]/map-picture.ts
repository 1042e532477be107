import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import type { Columns } from '#web/lib/heatmap/columns.ts';
import { type Known, type Measure, type Silence, tonesOf } from '#web/lib/heatmap/measures.ts';
import type { Tick } from '#web/lib/heatmap/time-axis.ts';

/** What a picture of the map is drawn of, the same for SVG and for pixels. */
export type Shape =
  | { kind: 'rect'; x: number; y: number; width: number; height: number; fill: string }
  | { kind: 'line'; d: string; stroke: string }
  | {
      kind: 'text';
      x: number;
      y: number;
      text: string;
      fill: string;
      size: number;
      anchor: 'start' | 'middle' | 'end';
    };

export interface MapPicture {
  width: number;
  height: number;
  ground: string;
  shapes: Shape[];
}

/** Colours as any program reads them. */
export interface Ink {
  ground: string;
  text: string;
  soft: string;
  silence: string;
  steps: readonly string[];
}

/** Beyond this a picture is taller than any screen or page. */
export const picturedMax = 200;

const [nameWidth, cellsWidth, rowHeight, cellHeight, margin, headHeight, legendHeight] = [
  180, 960, 18, 14, 24, 76, 56,
];

/** The map as a picture that stands by itself: title, axis, legend, time zone and when it was made. */
export function mapPicture(
  {
    rows,
    names,
    columns,
    shown,
    measure,
    known,
  }: {
    rows: readonly LiveRow[];
    /** What stands beside each row: a name, or a number in its place. */
    names: readonly string[];
    columns: Columns;
    shown: { first: number; last: number };
    measure: Measure;
    known: Known;
  },
  said: {
    title: string;
    about: string;
    ramp: string;
    steps: readonly string[];
    ticks: readonly (Tick & { said: string })[];
  },
  ink: Ink,
): MapPicture {
  const left = margin + nameWidth;
  const span = shown.last - shown.first + 1;
  const pictured = rows.slice(0, picturedMax);
  const height = headHeight + pictured.length * rowHeight + legendHeight;
  const text = (
    x: number,
    y: number,
    words: string,
    size = 11,
    fill = ink.soft,
    anchor: 'start' | 'middle' | 'end' = 'start',
  ): Shape => ({ kind: 'text', x, y, text: words, fill, size, anchor });
  const shapes: Shape[] = [
    text(margin, 28, said.title, 16, ink.text),
    text(margin, 46, said.about),
    ...said.ticks.map(({ place, said: words }) =>
      text(left + place * cellsWidth, headHeight - 6, words, 11, ink.soft, 'middle'),
    ),
  ];
  pictured.forEach((row, line) => {
    const top = headHeight + line * rowHeight;
    shapes.push(text(margin, top + 11, shortened(names[line] ?? ''), 11, ink.text));
    const tones = tonesOf(row, measure, columns, known);
    for (let column = 0; column < span; column++) {
      const x = left + (column * cellsWidth) / span;
      const width = Math.max(1, cellsWidth / span - 1);
      const tone = tones[shown.first + column] ?? 'none';
      if (typeof tone === 'number') {
        shapes.push({
          kind: 'rect',
          x,
          y: top,
          width,
          height: cellHeight,
          fill: ink.steps[tone] ?? ink.ground,
        });
      } else
        shapes.push({ kind: 'line', d: silencePath(tone, x, top, width, cellHeight), stroke: ink.silence });
    }
  });
  const foot = height - legendHeight + 22;
  shapes.push(text(margin, foot + 10, said.ramp));
  said.steps.forEach((words, step) => {
    const x = left + step * 96;
    shapes.push({ kind: 'rect', x, y: foot, width: 18, height: 12, fill: ink.steps[step] ?? ink.ground });
    shapes.push(text(x + 24, foot + 10, words));
  });
  return { width: left + cellsWidth + margin, height, ground: ink.ground, shapes };
}

/** A picture as text that any program draws; whatever names hold, it stays text. */
export function svgOf({ width, height, ground, shapes }: MapPicture): string {
  const drawn = shapes.map((shape) => {
    switch (shape.kind) {
      case 'rect':
        return `<rect x="${cut(shape.x)}" y="${cut(shape.y)}" width="${cut(shape.width)}" height="${cut(shape.height)}" fill="${shape.fill}"/>`;
      case 'line':
        return `<path d="${shape.d}" fill="none" stroke="${shape.stroke}"/>`;
      case 'text':
        return `<text x="${cut(shape.x)}" y="${cut(shape.y)}" font-size="${shape.size}" fill="${shape.fill}" text-anchor="${shape.anchor}">${escaped(shape.text)}</text>`;
    }
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif"><rect width="100%" height="100%" fill="${ground}"/>${drawn.join('')}</svg>`;
}

function silencePath(silence: Silence, x: number, y: number, width: number, height: number): string {
  const [right, bottom, middleX, middleY] = [x + width, y + height, x + width / 2, y + height / 2].map(cut);
  const [left, top] = [cut(x), cut(y)];
  switch (silence) {
    case 'none':
      return `M${cut(x + width / 2 - 0.75)} ${middleY}h1.5`;
    case 'before':
      return `M${left} ${middleY}H${right}`;
    case 'excused':
      return `M${left} ${bottom}L${right} ${top}`;
    case 'holiday':
      return `M${middleX} ${top}V${bottom}`;
    case 'unheard':
    case 'down':
      return `M${left} ${bottom}L${right} ${top}M${left} ${top}L${right} ${bottom}`;
  }
}

function cut(value: number): number {
  return Math.round(value * 100) / 100;
}

function shortened(name: string): string {
  return name.length > 28 ? `${name.slice(0, 27)}…` : name;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  // Control characters are in no XML, escaped or not.
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? '').replaceAll(/\p{Cc}/gu, ' ');
}
