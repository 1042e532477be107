import { dayOf, startOfDay } from '#engagement/day.ts';
import { hourOf, liveDays } from '#engagement/screen/cohort-view.ts';

export const ranges = ['hour', 'day', 'week', 'term'] as const;
export type Range = (typeof ranges)[number];
export type Unit = 'minute' | 'hour' | 'day';

/** What stands side by side on the map: minutes, hours or days, oldest first, the last of them the running one. */
export interface Columns {
  range: Range;
  unit: Unit;
  count: number;
  /** When each begins, in ms, and at the end when the last one will be over. */
  starts: readonly number[];
  /** The place of each one's day in the rings of days. */
  days: readonly number[];
}

const shapes: Record<Range, { unit: Unit; count: number }> = {
  hour: { unit: 'minute', count: 60 },
  day: { unit: 'hour', count: 24 },
  week: { unit: 'day', count: 7 },
  term: { unit: 'day', count: liveDays },
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The columns of a range of which the last one contains `minute`, counted since 1970. */
export function columnsOf(range: Range, minute: number, timeZone: string): Columns {
  const { unit, count } = shapes[range];
  const today = dayOf(minute * minuteMs, timeZone);
  const startOf = (column: number): number => {
    const back = count - 1 - column;
    switch (unit) {
      case 'minute':
        return (minute - back) * minuteMs;
      case 'hour':
        return (hourOf(minute) - back) * hourMs;
      case 'day':
        return startOfDay(today - back, timeZone);
    }
  };
  const starts = Array.from({ length: count + 1 }, (_, column) => startOf(column));
  const days = starts.slice(0, count).map((start) => liveDays - 1 - (today - dayOf(start, timeZone)));
  return { range, unit, count, starts, days };
}

/** The column that a moment lies in; it may lie outside of those there are. */
export function columnAt({ starts, count }: Columns, at: number): number {
  if (at < (starts[0] ?? 0)) return -1;
  let column = count;
  while (column > 0 && (starts[column] ?? 0) > at) column -= 1;
  return column;
}

/** Where a moment lies among the columns, in columns and parts of one: what an axis needs. */
export function placeOf(columns: Columns, at: number): number {
  const column = Math.max(0, Math.min(columns.count - 1, columnAt(columns, at)));
  const start = columns.starts[column] ?? 0;
  const end = columns.starts[column + 1] ?? start + 1;
  return column + (at - start) / (end - start);
}

/** Columns side by side, the last one included. */
export interface Stretch {
  first: number;
  last: number;
}

/** The columns of a stretch, one by one. */
export function columnsIn({ first, last }: Stretch): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** From this column on nobody listened; all columns were heard when nothing was missed. */
export function unheardFrom(columns: Columns, heardAt: number | null): number {
  if (heardAt === null) return columns.count;
  // The column in which the link broke still holds what came before.
  return Math.max(0, Math.min(columns.count, columnAt(columns, heardAt) + 1));
}

/**
 * The columns that an outage hides; null where there are none. A minute must lie in it from end to end, since in those of
 * the last event before it and of the first one after it something was heard; of an hour or a day half of it is enough.
 */
export function columnsDown(columns: Columns, outage: { from: number; to: number | null }): Stretch | null {
  const { starts, count, unit } = columns;
  const to = outage.to ?? Number.POSITIVE_INFINITY;
  const isDown = (column: number): boolean => {
    const [start = 0, end = 0] = [starts[column], starts[column + 1]];
    if (unit === 'minute') return start > outage.from && end <= to;
    // What is not over yet counts as far as it has come.
    return Math.min(end, to) - Math.max(start, outage.from) >= (end - start) / 2;
  };
  const found = Array.from({ length: count }, (_, column) => column).filter(isDown);
  const [first, last] = [found[0], found.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}
