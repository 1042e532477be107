/** Something at a place from 0 at the left edge to 1 at the right, and what stands there together with it. */
export interface MarkGroup<Mark> {
  /** Of the first and the last of them; the glyph stands in the middle. */
  from: number;
  to: number;
  marks: readonly Mark[];
}

/** Marks that would overlap stand as one: `apart` is how much of the width one takes. In order of their places. */
export function joined<Mark>(
  marks: readonly { place: number; mark: Mark }[],
  apart: number,
): MarkGroup<Mark>[] {
  const groups: MarkGroup<Mark>[] = [];
  for (const { place, mark } of marks.toSorted((one, other) => one.place - other.place)) {
    const last = groups.at(-1);
    // From the first on, not from the last: a chain of marks would join all that there are.
    if (last !== undefined && place - last.from < apart) {
      groups[groups.length - 1] = { from: last.from, to: place, marks: [...last.marks, mark] };
    } else groups.push({ from: place, to: place, marks: [mark] });
  }
  return groups;
}

/** Half of the plate that a mark in a cell stands on, half of what the cell shows in its middle, and a line between them. */
const besidePx = 14;

/**
 * Where a mark stands in a map whose cells show something in their middle, such as the mark of a band: beside it where there is room, else
 * exactly over it, since two that lie half over each other are no signs at all.
 */
export function clearOfMiddle(place: number, { columns, width }: { columns: number; width: number }): number {
  const cellPx = width / columns;
  const column = Math.min(columns - 1, Math.floor(place * columns));
  const middlePx = (column + 0.5) * cellPx;
  const offPx = place * width - middlePx;
  if (width === 0) return place;
  if (cellPx < 3 * besidePx) return middlePx / width;
  const clearPx = Math.max(besidePx, Math.abs(offPx));
  // The plate stays in its cell, too: the next one has another value.
  const farthestPx = cellPx / 2 - besidePx / 2;
  return (middlePx + Math.sign(offPx || 1) * Math.min(clearPx, farthestPx)) / width;
}
