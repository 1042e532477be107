import { drawOf } from '../nudging/draw.ts';

/**
 * Of two sides together at most so many, drawn by a lot that falls the same each time: whoever opens a link sees what its sender
 * saw. The smaller side is kept whole while it takes no more than half of the places, since of it there is the least to lose.
 */
export function sampleOf(
  enrolments: readonly string[],
  selected: ReadonlySet<string>,
  most: number,
): string[] {
  if (enrolments.length <= most) return [...enrolments];
  const these = enrolments.filter((enrolment) => selected.has(enrolment));
  const others = enrolments.filter((enrolment) => !selected.has(enrolment));
  const half = Math.floor(most / 2);
  const ofThese = Math.min(these.length, Math.max(half, most - others.length));
  return [...drawn(these, ofThese), ...drawn(others, most - ofThese)];
}

function drawn(enrolments: readonly string[], most: number): string[] {
  return enrolments
    .map((enrolment) => ({ enrolment, lot: drawOf(`difference ${enrolment}`) }))
    .toSorted((one, other) => one.lot - other.lot || (one.enrolment < other.enrolment ? -1 : 1))
    .slice(0, most)
    .map(({ enrolment }) => enrolment);
}
