import { clock } from '#web/lib/clock.svelte.ts';
import { valuesOf } from '#web/lib/heatmap/measures.ts';
import { stepRanges, stepsOf } from '#web/lib/heatmap/ramp.ts';
import { ticksOf } from '#web/lib/heatmap/time-axis.ts';
import { words } from '#web/lib/words.ts';
import type { CohortScreen } from './cohort-screen.svelte.ts';
import { type MapPicture, mapPicture, picturedMax, svgOf } from './map-picture.ts';
import { hexOf, paletteOf } from './palette.ts';
import { csvOf } from './table-file.ts';

export type FileKind = 'csv' | 'png' | 'svg';

interface Wanted {
  withNames: boolean;
  /** Where colours and letters are taken from. */
  drawnIn: HTMLElement;
}

/** Pixels of a picture for each that it is wide: a file is looked at on screens that this one knows nothing of. */
const sharp = 2;

/** What the screen shows of learners, as a file. */
export async function fileOf(kind: FileKind, screen: CohortScreen, wanted: Wanted): Promise<Blob> {
  const names = screen.shown.map(({ name }, place) =>
    wanted.withNames ? name : words.screen.keep.nameless(place + 1),
  );
  switch (kind) {
    case 'csv':
      return new Blob([`\uFEFF${table(screen, names)}`], { type: 'text/csv' });
    case 'svg':
      return new Blob([svgOf(pictureOf(screen, names, wanted.drawnIn))], { type: 'image/svg+xml' });
    case 'png':
      return painted(pictureOf(screen, names, wanted.drawnIn), getComputedStyle(wanted.drawnIn).fontFamily);
  }
}

function table({ columns, shownColumns: shown, shown: rows, asked }: CohortScreen, names: string[]): string {
  const starts = columns.starts.slice(shown.first, shown.last + 1);
  const head = [
    words.screen.keep.learner,
    words.heat.column.risk,
    words.heat.column.score,
    ...starts.map((start) => new Date(start).toISOString()),
  ];
  const lines = rows.map((row, place) => [
    names[place] ?? '',
    row.risk,
    row.score,
    ...valuesOf(row, asked.measure, columns).slice(shown.first, shown.last + 1),
  ]);
  return csvOf([head, ...lines]);
}

function pictureOf(screen: CohortScreen, names: string[], drawnIn: HTMLElement): MapPicture {
  const { columns, shownColumns: shown, timeZone } = screen;
  const { measure } = screen.asked;
  const palette = paletteOf(drawnIn, measure);
  const lowest = measure === 'sentiment' ? -100 : 0;
  const steps =
    measure === 'attendance'
      ? words.screen.legend.attendance
      : stepRanges(stepsOf(measure, columns.unit), lowest).map(({ from, to }) =>
          words.screen.legend.range(measure, from, to),
        );
  const { color } = getComputedStyle(drawnIn);
  return mapPicture(
    { rows: screen.shown, names, columns, shown, measure, known: screen.known },
    {
      title: `${screen.view?.cohort.name ?? ''} · ${words.screen.gridName(screen.asked.range, measure)}`,
      about: [
        words.screen.keep.made(screen.shownAt ?? clock.now, timeZone),
        ...(screen.shown.length > picturedMax ? [words.screen.keep.too(picturedMax)] : []),
      ].join('. '),
      ramp: words.screen.legend.ramp(measure, columns.unit),
      steps,
      ticks: ticksOf(columns, shown, timeZone, 10).map((tick) => ({
        ...tick,
        said: words.screen.tick(tick.at, columns.unit, timeZone),
      })),
    },
    {
      ground: hexOf(palette.ground),
      text: color,
      soft: color,
      silence: hexOf(palette.dot),
      steps: palette.steps.map(hexOf),
    },
  );
}

/** The same shapes as pixels. */
async function painted(picture: MapPicture, family: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width * sharp, picture.height * sharp);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.scale(sharp, sharp);
  context.fillStyle = picture.ground;
  context.fillRect(0, 0, picture.width, picture.height);
  for (const shape of picture.shapes) {
    if (shape.kind === 'line') {
      context.strokeStyle = shape.stroke;
      context.stroke(new Path2D(shape.d));
      continue;
    }
    context.fillStyle = shape.fill;
    if (shape.kind === 'rect') context.fillRect(shape.x, shape.y, shape.width, shape.height);
    else {
      context.font = `${shape.size}px ${family}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillText(shape.text, shape.x, shape.y);
    }
  }
  return canvas.convertToBlob();
}
