import type { Columns } from '#web/lib/heatmap/columns.ts';
import type { Line } from '#web/lib/heatmap/groups.ts';
import type { Selection } from './screen-address.ts';

/** A corner of a region: a line of the map, and a column of it or none. */
export interface Corner {
  line: number;
  column: number | null;
}

/** What lies between two corners: the learners of these lines, and the stretch of time if both have a column. */
export function selectionBetween(
  one: Corner,
  other: Corner,
  lines: readonly Line[],
  { starts }: Columns,
): Selection | null {
  const [top, bottom] = [Math.min(one.line, other.line), Math.max(one.line, other.line)];
  const learners = lines
    .slice(top, bottom + 1)
    .flatMap((line) => (line.kind === 'row' ? [line.row.enrolment] : []));
  if (learners.length === 0) return null;
  if (one.column === null || other.column === null) return { learners, from: null, to: null };
  const [first, last] = [Math.min(one.column, other.column), Math.max(one.column, other.column)];
  return { learners, from: starts[first] ?? null, to: starts[last + 1] ?? null };
}

/** One learner more in the selection, or one less. */
export function toggled(selection: Selection | null, learner: string): Selection | null {
  const { learners = [], from = null, to = null } = selection ?? {};
  const others = learners.filter((one) => one !== learner);
  if (others.length < learners.length) return others.length === 0 ? null : { learners: others, from, to };
  return { learners: [...learners, learner], from, to };
}

/** The columns that a selection's stretch covers among those there are; null where it has none, or none of it is here. */
export function stretchOf(
  selection: Selection | null,
  { starts, count }: Columns,
): { first: number; last: number } | null {
  if (selection === null || selection.from === null || selection.to === null) return null;
  const { from, to } = selection;
  const covered = Array.from({ length: count }, (_, column) => column).filter(
    (column) => (starts[column + 1] ?? 0) > from && (starts[column] ?? 0) < to,
  );
  const [first, last] = [covered[0], covered.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}
