import { expect, test } from 'vitest';
import { type LiveRow, emptyRings } from '#engagement/screen/cohort-view.ts';
import { columnsOf } from '#web/lib/heatmap/columns.ts';
import { allKnown } from '#web/lib/heatmap/measures.ts';
import { mapPicture, picturedMax, svgOf } from './map-picture.ts';

const columns = columnsOf('week', 29_000_000, 'UTC');
const row: LiveRow = {
  ...emptyRings,
  days: emptyRings.days.map((_, index) => (index === 83 ? 5 : 0)),
  enrolment: 'e',
  learner: 'l',
  name: 'Maya',
  score: null,
  level: null,
  trend: null,
  risk: null,
  band: null,
  flags: [],
  lastSeenAt: '2025-02-20T10:00:00Z',
  case: null,
};
const ink = {
  ground: '#fff',
  text: '#000',
  soft: '#555',
  silence: '#999',
  steps: ['#0', '#1', '#2', '#3', '#4', '#5'],
};
const said = {
  title: 'Maths',
  about: 'Made now',
  ramp: 'Events',
  steps: ['0', '1–4'],
  ticks: [{ at: 0, place: 0.5, said: 'Mon' }],
};

function picture(rows: LiveRow[], names: string[]) {
  const shown = { first: 0, last: 6 };
  return mapPicture(
    { rows, names, columns, shown, measure: 'activity', known: allKnown(columns) },
    said,
    ink,
  );
}

test('a picture has its title, when it was made, its axis, its legend and each cell', () => {
  const { shapes } = picture([row], ['Maya']);
  const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
  expect(texts).toEqual(['Maths', 'Made now', 'Mon', 'Maya', 'Events', '0', '1–4']);
  expect(shapes.filter(({ kind }) => kind === 'rect')).toHaveLength(1 + said.steps.length);
  expect(shapes.filter(({ kind }) => kind === 'line')).toHaveLength(6);
});

test('a name stays text, whatever it holds', () => {
  const svg = svgOf(picture([row], ['<script>alert(1)</script>&"\u0007']));
  expect(svg).toContain('&lt;script&gt;alert(1)');
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u0007');
});

test('of very many learners the first are drawn', () => {
  const many = Array.from({ length: picturedMax + 50 }, () => row);
  expect(picture(many, []).height).toBe(picture(many.slice(0, picturedMax), []).height);
});
