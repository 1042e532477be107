import type { LearnerRow } from '../cohort.ts';
import { dayOf } from '../day.ts';
import { type AttendanceCell, type CountCell, type DayCell, shifted, withValues } from './cells.ts';
import { type Told, thinned, withTold } from './told.ts';

/** One cohort as a screen shows it. */
export interface CohortView {
  of: 'cohort';
  cohort: CohortHead;
  /** The minute, counted since 1970, of each row's last cell. */
  minute: number;
  /** In the order of their enrolments. */
  rows: readonly LiveRow[];
}

export interface CohortHead {
  id: string;
  name: string;
  programme: string;
  timeZone: string;
  endsAt: string | null;
}

/** Rings are oldest first; the last bucket of each is the one that the view's minute lies in. */
export type LiveRow = LearnerRow & {
  /** Events of sixty minutes. */
  cells: readonly number[];
  /** Events of the hours of a day. */
  hours: readonly number[];
  /** Events of twelve weeks of days by the cohort's calendar, and what else these days brought. */
  days: readonly number[];
  moods: readonly (number | null)[];
  attendance: readonly AttendanceCell[];
  told: readonly Told[];
};

/** Values, never differences: applied twice, or late, it changes nothing that is not so. */
export interface CohortChange {
  of: 'cohort';
  rows: RowChange[];
  /** Enrolments that are no more, or no longer what they were: they go before the rows come. */
  gone?: string[];
  /** Of several joined: the minute to which those brought the view who went again. */
  minute?: number;
}

/** The changed cells, and when the event behind them was accepted. */
export type RowChange = LearnerRow & {
  minutes: CountCell[];
  hours: CountCell[];
  days: DayCell[];
  told: Told[];
  /** It is all that was told, not more of it. */
  isToldWhole?: boolean;
  acceptedAt: number | null;
};

/** A change of what is known of a learner, and of none of the cells. */
export const noCells: Pick<RowChange, 'minutes' | 'hours' | 'days' | 'told'> = {
  minutes: [],
  hours: [],
  days: [],
  told: [],
};

/** Windows hold texts and attendance for four weeks: what is older is shown by nobody, however long they have watched. */
const moodDays = 28;

export const liveMinutes = 60;
export const liveHours = 24;
export const liveDays = 84;

/** The rings of somebody of whom nothing is known, shared by all of them. */
export const emptyRings = {
  cells: zeros(liveMinutes),
  hours: zeros(liveHours),
  days: zeros(liveDays),
  moods: Array.from({ length: liveDays }, () => null) as readonly (number | null)[],
  attendance: Array.from({ length: liveDays }, () => 'none') as readonly AttendanceCell[],
  told: [] as readonly Told[],
};

/** The same cohort with its last cell at a later minute: everything moves left, the new cells are empty. */
export function advanceTo(view: CohortView, minute: number): CohortView {
  const passed = minute - view.minute;
  if (passed <= 0) return view;
  const { timeZone } = view.cohort;
  const [hour, day] = [hourOf(view.minute), dayOf(view.minute * 60_000, timeZone)];
  const hoursPassed = hourOf(minute) - hour;
  const daysPassed = dayOf(minute * 60_000, timeZone) - day;
  return {
    ...view,
    minute,
    rows: view.rows.map((row) => ({
      ...row,
      cells: shifted(row.cells, passed, 0),
      hours: shifted(row.hours, hoursPassed, 0),
      days: shifted(row.days, daysPassed, 0),
      moods: forgotten(shifted(row.moods, daysPassed, null), null),
      attendance: forgotten(shifted(row.attendance, daysPassed, 'none'), 'none'),
      told: hoursPassed > 0 ? thinned(row.told, minute, timeZone) : row.told,
    })),
  };
}

/** The view after a change; rows that did not change stay the same objects. */
export function applyCohort(view: CohortView, change: CohortChange): CohortView {
  const moved = advanceTo(view, newestMinute(change, view.minute));
  const changed = new Map(change.rows.map((row) => [row.enrolment, row]));
  const gone = new Set(change.gone);
  const rows = moved.rows.flatMap((row) => {
    const by = changed.get(row.enrolment);
    if (gone.has(row.enrolment)) return [];
    changed.delete(row.enrolment);
    return [by ? rowAfter(row, by, moved) : row];
  });
  if (changed.size === 0) return { ...moved, rows };
  const added = [...changed.values()].map((by) => rowAfter({ ...by, ...emptyRings }, by, moved));
  return { ...moved, rows: inOrder([...rows, ...added]) };
}

/** Two changes as one: later values win, and no cell or row is lost. */
export function mergeCohort(earlier: CohortChange, later: CohortChange): CohortChange {
  const rows = new Map(earlier.rows.map((row) => [row.enrolment, row]));
  // Before the rows of the same change, of whom some may come again.
  for (const enrolment of later.gone ?? []) rows.delete(enrolment);
  for (const row of later.rows) {
    const before = rows.get(row.enrolment);
    rows.set(row.enrolment, before ? mergeRows(before, row) : row);
  }
  const gone = new Set([...(earlier.gone ?? []), ...(later.gone ?? [])]);
  const minute = Math.max(newestMinute(earlier, 0), later.minute ?? 0);
  return {
    of: 'cohort',
    rows: [...rows.values()],
    ...(gone.size > 0 ? { gone: [...gone], minute } : {}),
  };
}

/** Rows have one order everywhere, so that a frame can name them by their place. */
export function inOrder<Row extends { enrolment: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.enrolment < other.enrolment ? -1 : 1));
}

export function hourOf(minute: number): number {
  return Math.floor(minute / 60);
}

function forgotten<T>(ring: readonly T[], empty: T): readonly T[] {
  const until = ring.length - moodDays;
  if (ring.slice(0, until).every((value) => value === empty)) return ring;
  return ring.map((value, index) => (index < until ? empty : value));
}

function newestMinute({ rows, minute: reached = 0 }: CohortChange, minute: number): number {
  let newest = Math.max(minute, reached);
  for (const row of rows) {
    for (const [at] of row.minutes) newest = Math.max(newest, at);
    for (const [at] of row.told) newest = Math.max(newest, at);
  }
  return newest;
}

function rowAfter(row: LiveRow, by: RowChange, { minute, cohort }: CohortView): LiveRow {
  const { minutes, hours, days, told, isToldWhole = false, acceptedAt: _, ...facts } = by;
  const known = isToldWhole ? emptyRings.told : row.told;
  const day = dayOf(minute * 60_000, cohort.timeZone);
  const column = <T>(pick: (cell: DayCell) => T) => days.map((cell) => [cell[0], pick(cell)] as const);
  return {
    ...facts,
    cells: withValues(row.cells, minute, minutes),
    hours: withValues(row.hours, hourOf(minute), hours),
    days: withValues(
      row.days,
      day,
      column(([, events]) => events),
    ),
    moods: withValues(
      row.moods,
      day,
      column(([, , mood]) => mood),
    ),
    attendance: withValues(
      row.attendance,
      day,
      column(([, , , attendance]) => attendance),
    ),
    told: told.length === 0 ? known : thinned(told.reduce(withTold, known), minute, cohort.timeZone),
  };
}

function mergeRows(earlier: RowChange, later: RowChange): RowChange {
  const acceptedAt =
    earlier.acceptedAt !== null && later.acceptedAt !== null
      ? Math.min(earlier.acceptedAt, later.acceptedAt)
      : (later.acceptedAt ?? earlier.acceptedAt);
  return {
    ...later,
    minutes: byBucket(earlier.minutes, later.minutes),
    hours: byBucket(earlier.hours, later.hours),
    days: byBucket(earlier.days, later.days),
    ...(later.isToldWhole
      ? {}
      : {
          ...toldWhole(earlier),
          told: toldTogether(earlier.told, later.told),
        }),
    acceptedAt,
  };
}

/** Told in whatever order, each has its place. */
function toldTogether(earlier: readonly Told[], later: readonly Told[]): Told[] {
  let all: readonly Told[] = [];
  for (const one of [...earlier, ...later]) all = withTold(all, one);
  return [...all];
}

function toldWhole({ isToldWhole }: RowChange): Pick<RowChange, 'isToldWhole'> {
  return isToldWhole ? { isToldWhole } : {};
}

function byBucket<Cell extends readonly [number, ...unknown[]]>(earlier: Cell[], later: Cell[]): Cell[] {
  const cells = new Map(earlier.map((cell) => [cell[0], cell]));
  for (const cell of later) cells.set(cell[0], cell);
  return [...cells.values()];
}

function zeros(length: number): readonly number[] {
  return Array.from({ length }, () => 0);
}
