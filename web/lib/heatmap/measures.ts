import { type Floors, bandOf } from '#engagement/risk.ts';
import type { AttendanceCell } from '#engagement/screen/cells.ts';
import { type LiveRow, liveDays } from '#engagement/screen/cohort-view.ts';
import { toldAt } from '#engagement/screen/told.ts';
import type { MarkedBand } from './band-shape.ts';
import type { Columns } from './columns.ts';
import { stepOf, stepsOf } from './ramp.ts';

export const measures = ['activity', 'score', 'risk', 'sentiment', 'attendance'] as const;
export type Measure = (typeof measures)[number];

/** Why a cell has no value. None of them is zero. */
export type Silence = 'none' | 'before' | 'excused' | 'holiday' | 'down' | 'unheard';
/** How a cell is drawn: a step of its measure's ramp, from 0, or a kind of silence. */
export type Tone = number | Silence;
export type Value = number | AttendanceCell | null;

/** What is known of the columns themselves. */
export interface Known {
  /** From this one on the page did not listen. */
  unheardFrom: number;
  /** In these a source of this measure was down: an empty cell says nothing. */
  down: ReadonlySet<number>;
  /** On these nothing was expected of anybody. */
  holidays: ReadonlySet<number>;
  /** Since when each has been in the cohort, in ms, by enrolment: before it nothing was to be had of them. */
  enrolledAt: ReadonlyMap<string, number>;
}

export const allKnown = (columns: Pick<Columns, 'count'>): Known => ({
  unheardFrom: columns.count,
  down: new Set(),
  holidays: new Set(),
  enrolledAt: new Map(),
});

/** The values of a row, one a column; null where there is none. */
export function valuesOf(row: LiveRow, measure: Measure, columns: Columns): Value[] {
  const { count, starts, days } = columns;
  const over = <T extends Value>(valueOf: (column: number) => T): T[] =>
    Array.from({ length: count }, (_, column) => valueOf(column));
  switch (measure) {
    case 'activity':
      return countsOf(row, columns);
    case 'score':
    case 'risk':
      return over((column) => {
        const told = toldAt(row.told, Math.ceil((starts[column + 1] ?? 0) / 60_000) - 1);
        return told === null ? null : told[measure === 'score' ? 1 : 2];
      });
    case 'sentiment':
      return over((column) => row.moods[days[column] ?? -1] ?? null);
    case 'attendance':
      return over((column): AttendanceCell | null => {
        const cell = row.attendance[days[column] ?? -1] ?? 'none';
        return cell === 'none' ? null : cell;
      });
  }
}

/** How each cell of a row is drawn. */
export function tonesOf(row: LiveRow, measure: Measure, columns: Columns, known: Known): Tone[] {
  const steps = stepsOf(measure, columns.unit);
  const enrolledAt = known.enrolledAt.get(row.enrolment) ?? 0;
  const from = measure === 'activity' ? knownFrom(row, columns) : 0;
  return valuesOf(row, measure, columns).map((value, column): Tone => {
    if (column >= known.unheardFrom) return 'unheard';
    if (value === 'excused') return 'excused';
    if (value === null || (measure === 'activity' && value === 0)) {
      if ((columns.starts[column + 1] ?? 0) <= enrolledAt) return 'before';
      const isCounted = measure !== 'score' && measure !== 'risk';
      if (isCounted && known.down.has(column)) return 'down';
      if (isCounted && known.holidays.has(column)) return 'holiday';
      return value === null || column < from ? 'none' : 0;
    }
    return typeof value === 'number' ? stepOf(value, steps) : attendanceSteps[value];
  });
}

/** The band that each cell of a row has a mark for, by where bands begin; null for those that are low, or say nothing. */
export function marksOf(row: LiveRow, columns: Columns, floors: Floors): (MarkedBand | null)[] {
  return valuesOf(row, 'risk', columns).map((risk) => {
    const band = typeof risk === 'number' ? bandOf(risk / 100, floors) : 'low';
    return band === 'low' ? null : band;
  });
}

/** Worse is further on, as with a risk. */
const attendanceSteps: Record<Exclude<AttendanceCell, 'excused'>, number> = {
  none: 0,
  present: 0,
  late: 1,
  absent: 2,
};

/** Columns that differ from what the same row showed `passed` columns ago. What merely moved left has not changed. */
export function changedColumns(
  before: readonly Value[],
  after: readonly Value[],
  passed: number,
  measure: Measure,
): number[] {
  // Counts begin anew with each column; what was told holds on, and only what is other than that is news.
  const fresh = measure === 'activity' ? 0 : (before.at(-1) ?? null);
  return after.flatMap((value, column) => {
    const place = column + passed;
    const earlier = place < before.length ? before[place] : fresh;
    return value === null || value === earlier ? [] : [column];
  });
}

function countsOf({ cells, hours, days }: LiveRow, { range, count }: Columns): number[] {
  switch (range) {
    case 'hour':
      return [...cells];
    case 'day':
      return [...hours];
    case 'week':
    case 'term':
      return days.slice(-count);
  }
}

/**
 * From which column on a count of nothing is a zero: that of the first day on which anything was heard or told of the
 * learner. Before it nothing was known of them, which is something else.
 */
function knownFrom(row: LiveRow, columns: Columns): number {
  if (row.lastSeenAt === null) return columns.count;
  const active = row.days.findIndex((events) => events > 0);
  const started = columns.starts[0] ?? 0;
  const dayOfLastSeen = Date.parse(row.lastSeenAt) < started ? 0 : liveDays;
  const toldFrom = (row.told[0]?.[0] ?? Number.POSITIVE_INFINITY) * 60_000;
  const byDay = columns.days.findIndex(
    (day) => day >= Math.min(active < 0 ? liveDays : active, dayOfLastSeen),
  );
  const byTold = columns.starts.findLastIndex((start) => start <= toldFrom);
  const first = byDay < 0 ? columns.count : byDay;
  return toldFrom === Number.POSITIVE_INFINITY ? first : Math.min(first, Math.max(0, byTold));
}
