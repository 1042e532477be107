/** What a day brought of attendance. Silence is not zero: nobody expected, or excused, is neither absent nor present. */
export const attendanceCells = ['none', 'excused', 'absent', 'late', 'present'] as const;
export type AttendanceCell = (typeof attendanceCells)[number];

/** Of one day: events, how texts sounded (-100..100, null without any), attendance. */
export type DayCell = readonly [day: number, events: number, mood: number | null, attendance: AttendanceCell];
/** A bucket, as a number since 1970, and the events in it. */
export type CountCell = readonly [bucket: number, events: number];

/** Of several sessions on a day the one that weighs most; being excused says something only where nothing else does. */
export function attendanceOf(sessions: Record<Exclude<AttendanceCell, 'none'>, number>): AttendanceCell {
  const weighty = (['absent', 'late', 'present', 'excused'] as const).find((one) => sessions[one] > 0);
  return weighty ?? 'none';
}

/** The buckets of a ring in which there is something; `last` is that of its last cell. */
export function filled(ring: readonly number[], last: number): CountCell[] {
  const first = last - ring.length + 1;
  return ring.flatMap((events, index): CountCell[] => (events > 0 ? [[first + index, events]] : []));
}

/** Moves a ring on by so many buckets; what comes new is empty. */
export function shifted<T>(ring: readonly T[], by: number, empty: T): readonly T[] {
  if (by <= 0) return ring;
  const span = ring.length;
  const shift = Math.min(by, span);
  // Most rings of most learners are empty: they stay what they are.
  if (ring.every((value) => value === empty)) return ring;
  return [...ring.slice(shift), ...Array.from({ length: shift }, () => empty)];
}

/** Of one bucket, told twice: it only grows, so that what says less was read earlier; of equals the later one holds. */
export function together<Cell extends readonly [number, number, ...unknown[]]>(
  earlier: readonly Cell[],
  later: readonly Cell[],
): Cell[] {
  const cells = new Map(earlier.map((cell) => [cell[0], cell]));
  for (const cell of later) if (cell[1] >= (cells.get(cell[0])?.[1] ?? 0)) cells.set(cell[0], cell);
  return [...cells.values()];
}

/** Those that say no less than a ring whose last bucket is `last`. */
export function grown<Cell extends readonly [number, number, ...unknown[]]>(
  ring: readonly number[],
  last: number,
  cells: readonly Cell[],
): readonly Cell[] {
  return cells.filter(([bucket, events]) => events >= (ring[ring.length - 1 - (last - bucket)] ?? 0));
}

/** A ring whose last bucket is `last`, with these values in their places; what lies outside of it is left out. */
export function withValues<T>(
  ring: readonly T[],
  last: number,
  values: readonly (readonly [number, T])[],
): readonly T[] {
  let after: T[] | null = null;
  for (const [bucket, value] of values) {
    const index = ring.length - 1 - (last - bucket);
    if (index < 0 || index >= ring.length || (after ?? ring)[index] === value) continue;
    after ??= [...ring];
    after[index] = value;
  }
  return after ?? ring;
}
