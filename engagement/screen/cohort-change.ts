import type { LearnerRow } from '../cohort.ts';
import { dayOf } from '../day.ts';
import { type CountCell, type DayCell, grown, together, withValues } from './cells.ts';
import { type CohortView, type LiveRow, advanceTo, emptyRings, hourOf, inOrder } from './cohort-view.ts';
import { type Told, thinned, withTold } from './told.ts';

/**
 * Values, never differences: applied twice, or late, it changes nothing that is not so. Its order: who is `gone` goes, rows that
 * are there are `counted`, `rows` come.
 */
export interface CohortChange {
  of: 'cohort';
  rows: RowChange[];
  /** What was counted of whoever is shown, before anything is made of it. */
  counted?: Counted[];
  /** Enrolments that are no more, or no longer what they were. */
  gone?: string[];
  /** Of several joined: the minute to which those brought the view who went again. */
  minute?: number;
}

/** The changed cells of a learner, and when the event behind them was accepted. */
export interface Counted {
  enrolment: string;
  lastSeenAt: string | null;
  minutes: CountCell[];
  hours: CountCell[];
  days: DayCell[];
  acceptedAt: number | null;
}

/** All that is known of a learner now, with the changed cells. */
export type RowChange = LearnerRow &
  Counted & {
    told: Told[];
    /** It is all that was told, not more of it. */
    isToldWhole?: boolean;
  };

/** A change of what is known of a learner, and of none of the cells. */
export const noCells: Pick<RowChange, 'minutes' | 'hours' | 'days' | 'told'> = {
  minutes: [],
  hours: [],
  days: [],
  told: [],
};

/** The view after a change; rows that did not change stay the same objects. */
export function applyCohort(view: CohortView, change: CohortChange): CohortView {
  const moved = advanceTo(view, newestMinute(change, view.minute));
  const counted = new Map(change.counted?.map((one) => [one.enrolment, one]));
  const changed = new Map(change.rows.map((row) => [row.enrolment, row]));
  const gone = new Set(change.gone);
  const rows = moved.rows.flatMap((row) => {
    if (gone.has(row.enrolment)) return [];
    const [more, by] = [counted.get(row.enrolment), changed.get(row.enrolment)];
    changed.delete(row.enrolment);
    const known = more ? countedRow(row, more, moved) : row;
    return [by ? rowAfter(known, by, moved) : known];
  });
  if (changed.size === 0) return { ...moved, rows };
  const added = [...changed.values()].map((by) => rowAfter({ ...factsOf(by), ...emptyRings }, by, moved));
  return { ...moved, rows: inOrder([...rows, ...added]) };
}

/** Two changes as one: later values win, and no cell or row is lost. */
export function mergeCohort(earlier: CohortChange, later: CohortChange): CohortChange {
  const counted = new Map(earlier.counted?.map((one) => [one.enrolment, one]));
  const rows = new Map(earlier.rows.map((row) => [row.enrolment, row]));
  // Before the rows of the same change, of whom some may come again.
  for (const enrolment of later.gone ?? []) {
    counted.delete(enrolment);
    rows.delete(enrolment);
  }
  for (const one of later.counted ?? []) {
    const [row, before] = [rows.get(one.enrolment), counted.get(one.enrolment)];
    if (row) rows.set(one.enrolment, { ...row, ...countedTogether(row, one) });
    else counted.set(one.enrolment, before ? countedTogether(before, one) : one);
  }
  for (const row of later.rows) {
    const before = rows.get(row.enrolment);
    rows.set(row.enrolment, before ? mergeRows(before, row) : row);
  }
  const gone = new Set([...(earlier.gone ?? []), ...(later.gone ?? [])]);
  const minute = Math.max(newestMinute(earlier, 0), later.minute ?? 0);
  return {
    of: 'cohort',
    rows: [...rows.values()],
    ...(counted.size > 0 ? { counted: [...counted.values()] } : {}),
    ...(gone.size > 0 ? { gone: [...gone], minute } : {}),
  };
}

function newestMinute({ rows, counted = [], minute: reached = 0 }: CohortChange, minute: number): number {
  let newest = Math.max(minute, reached);
  for (const one of counted) for (const [at] of one.minutes) newest = Math.max(newest, at);
  for (const row of rows) {
    for (const [at] of row.minutes) newest = Math.max(newest, at);
    for (const [at] of row.told) newest = Math.max(newest, at);
  }
  return newest;
}

function rowAfter(row: LiveRow, by: RowChange, view: CohortView): LiveRow {
  const known = by.isToldWhole ? emptyRings.told : row.told;
  const { minute, cohort } = view;
  const counted = countedRow(row, by, view);
  return {
    ...counted,
    ...factsOf(by),
    lastSeenAt: counted.lastSeenAt,
    told: by.told.length === 0 ? known : thinned(by.told.reduce(withTold, known), minute, cohort.timeZone),
  };
}

function factsOf(row: LearnerRow): LearnerRow {
  const { enrolment, learner, name, score, level, trend, risk, band, flags, lastSeenAt } = row;
  return { enrolment, learner, name, score, level, trend, risk, band, flags, lastSeenAt, case: row.case };
}

function countedRow(row: LiveRow, by: Counted, { minute, cohort }: CohortView): LiveRow {
  const day = dayOf(minute * 60_000, cohort.timeZone);
  const days = grown(row.days, day, by.days);
  const column = <T>(pick: (cell: DayCell) => T) => days.map((cell) => [cell[0], pick(cell)] as const);
  return {
    ...row,
    lastSeenAt: laterOf(row.lastSeenAt, by.lastSeenAt),
    cells: withValues(row.cells, minute, grown(row.cells, minute, by.minutes)),
    hours: withValues(row.hours, hourOf(minute), grown(row.hours, hourOf(minute), by.hours)),
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
  };
}

function mergeRows(earlier: RowChange, later: RowChange): RowChange {
  return {
    ...later,
    ...countedTogether(earlier, later),
    ...(later.isToldWhole
      ? {}
      : {
          ...toldWhole(earlier),
          told: toldTogether(earlier.told, later.told),
        }),
  };
}

function countedTogether(earlier: Counted, later: Counted): Counted {
  return {
    enrolment: later.enrolment,
    lastSeenAt: laterOf(earlier.lastSeenAt, later.lastSeenAt),
    minutes: together(earlier.minutes, later.minutes),
    hours: together(earlier.hours, later.hours),
    days: together(earlier.days, later.days),
    acceptedAt:
      earlier.acceptedAt !== null && later.acceptedAt !== null
        ? Math.min(earlier.acceptedAt, later.acceptedAt)
        : (later.acceptedAt ?? earlier.acceptedAt),
  };
}

/** Times of one form, or null for never. */
function laterOf(one: string | null, other: string | null): string | null {
  return one !== null && (other === null || one > other) ? one : other;
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
