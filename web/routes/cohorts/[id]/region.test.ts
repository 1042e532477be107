import { expect, test } from 'vitest';
import { unknownRow } from '#engagement/cohort.ts';
import { type LiveRow, emptyRings } from '#engagement/screen/cohort-view.ts';
import { columnsOf } from '#web/lib/heatmap/columns.ts';
import type { Line } from '#web/lib/heatmap/groups.ts';
import { type Corner, selectionBetween, stretchOf, toggled } from './region.ts';

const minute = 29_000_000;
const columns = columnsOf('hour', minute, 'UTC');
const at = (column: number): number => (minute - 59 + column) * 60_000;

function line(name: string): Line {
  const row: LiveRow = {
    ...emptyRings,
    ...unknownRow({ enrolment: name, learner: name, name }),
  };
  return { kind: 'row', row };
}

const lines: Line[] = [
  { kind: 'head', group: 'low', rows: 3, isFolded: false },
  line('a'),
  line('b'),
  line('c'),
];

test.each<[string, Corner, Corner, string[], number | null, number | null]>([
  ['learners over a stretch', { line: 1, column: 10 }, { line: 2, column: 19 }, ['a', 'b'], at(10), at(20)],
  [
    'the same from the other corner',
    { line: 2, column: 19 },
    { line: 1, column: 10 },
    ['a', 'b'],
    at(10),
    at(20),
  ],
  ['one cell', { line: 3, column: 59 }, { line: 3, column: 59 }, ['c'], at(59), at(60)],
  ['learners alone', { line: 1, column: null }, { line: 3, column: 5 }, ['a', 'b', 'c'], null, null],
  ['no head of a group', { line: 0, column: null }, { line: 1, column: null }, ['a'], null, null],
])('a region is %s', (_, one, other, learners, from, to) => {
  expect(selectionBetween(one, other, lines, columns)).toEqual({ learners, from, to });
});

test('heads alone are nobody', () => {
  expect(selectionBetween({ line: 0, column: 1 }, { line: 0, column: 5 }, lines, columns)).toBeNull();
});

test('one learner more, and one less, until nobody is left', () => {
  const one = toggled(null, 'a');
  const two = toggled(one, 'b');
  expect(two?.learners).toEqual(['a', 'b']);
  expect(toggled(two, 'a')?.learners).toEqual(['b']);
  expect(toggled(one, 'a')).toBeNull();
});

test('a stretch is shown where it lies on the map, and not where it lies beside it', () => {
  const selection = { learners: ['a'], from: at(10) + 1, to: at(12) };
  expect(stretchOf(selection, columns)).toEqual({ first: 10, last: 11 });
  expect(stretchOf({ ...selection, from: at(-30), to: at(-20) }, columns)).toBeNull();
  expect(stretchOf({ ...selection, from: null, to: null }, columns)).toBeNull();
});
