import type { LearnerRow } from '../cohort.ts';
import { dayOf } from '../day.ts';
import { type AttendanceCell, shifted } from './cells.ts';
import { type Told, thinned } from './told.ts';

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

function zeros(length: number): readonly number[] {
  return Array.from({ length }, () => 0);
}
