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
