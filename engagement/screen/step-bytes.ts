import { dayOf } from '../day.ts';
import { BadBytes, ByteReader, ByteWriter } from './bytes.ts';
import { type CountCell, type DayCell, attendanceCells, filled } from './cells.ts';
import { type CohortChange, type RowChange, applyCohort, noCells } from './cohort-change.ts';
import { type CohortView, type LiveRow, advanceTo, hourOf, inOrder } from './cohort-view.ts';
import { shortHash } from './hash.ts';
import { bit, bitsOf, daysDiffering, differing, unsureOf } from './row-bits.ts';
import * as parts from './row-bytes.ts';
import { toldOf } from './told.ts';

/** Enrolments that may have changed. */
export type Touched = ReadonlyMap<string, Touch>;
export interface Touch {
  /** When the event behind it was accepted. */
  acceptedAt: number | null;
  /** Went meanwhile, and perhaps came again: nothing of before holds. */
  isRenewed: boolean;
  /** What was shown of it before may have been ahead of what was announced: all of it is said again. */
  isUnsure: boolean;
}

/** A year: whoever has not listened for longer begins anew. */
const passedMax = 366 * 1_440;

/** Acceptance is said in steps of so many milliseconds, which keeps what is usual within a byte. */
const acceptedStepMs = 4;

/**
 * What leads from `before` to `after`; both have rows in order. It may be applied to `before` and to nothing else: rows are named
 * by their places, and whoever stands elsewhere is told apart by `at` in the frame, or by the hash of the rows' names.
 */
export function stepBytes(
  before: CohortView,
  after: CohortView,
  touched: Touched,
  now: number,
  known = new RowPlaces(),
): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter();
  const moved = advanceTo(before, after.minute);
  to.count(after.minute);
  to.count(now);
  const was = known.of(moved.rows);
  const is = known.of(after.rows);
  to.u32(was.list);
  const stays = (enrolment: string): boolean =>
    was.places.has(enrolment) && is.places.has(enrolment) && touched.get(enrolment)?.isRenewed !== true;
  const gone = [...was.places].flatMap(([enrolment, place]) => (stays(enrolment) ? [] : [place]));
  writePlaces(to, gone, () => {});
  const added = after.rows.filter(({ enrolment }) => !stays(enrolment));
  to.count(added.length);
  for (const row of added) parts.writeRow(to, row, after.minute);
  const changes = new Map<
    number,
    { bits: number; before: LiveRow; after: LiveRow; acceptedAt: number | null }
  >();
  for (const [enrolment, { acceptedAt, isUnsure }] of touched) {
    const [from, place] = [was.places.get(enrolment), is.places.get(enrolment)];
    if (place === undefined) continue;
    const row = after.rows[place] as LiveRow;
    const isNew = from === undefined || !stays(enrolment);
    const old = isNew
      ? row
      : isUnsure
        ? unsureOf(moved.rows[from] as LiveRow, row)
        : (moved.rows[from] as LiveRow);
    const bits = isUnsure && !isNew ? bit.all : bitsOf(old, row, after);
    // Of an event that was shown already it is not said again when something is made of it.
    const isFirstSeen = isNew || (bits & bit.anyCell) > 0;
    const all = bits | (acceptedAt === null || !isFirstSeen ? 0 : bit.accepted);
    if (all > 0) changes.set(place, { bits: all, before: old, after: row, acceptedAt });
  }
  writePlaces(
    to,
    [...changes.keys()].toSorted((one, other) => one - other),
    (place) => {
      const change = changes.get(place);
      if (change) writeChange(to, change, after, now);
    },
  );
  return to.done();
}

/** Where a step leads from this view, and only from this one: null when it was made of another. */
export function stepOfBytes(
  view: CohortView,
  bytes: Uint8Array,
  known = new RowPlaces(),
): { after: CohortView; change: CohortChange } | null {
  const from = new ByteReader(bytes);
  const minute = from.count();
  // Time only goes on: where it stands later than the step leads, the step was made of something else.
  if (minute < view.minute) return null;
  if (minute - view.minute > passedMax) throw new BadBytes('no view is that old');
  const now = from.count();
  const moved = advanceTo(view, minute);
  if (from.u32() !== known.of(moved.rows).list) return null;
  const gone: string[] = [];
  readPlaces(from, (place) => gone.push(rowAt(moved.rows, place).enrolment));
  const added = Array.from({ length: from.many() }, () => parts.readRow(from, minute));
  const left =
    gone.length === 0 ? moved.rows : moved.rows.filter(({ enrolment }) => !gone.includes(enrolment));
  const rows = added.length === 0 ? left : inOrder([...left, ...added]);
  const changes = new Map(
    added.map((row) => [row.enrolment, wholeChange(row, minute, view.cohort.timeZone)]),
  );
  readPlaces(from, (place) => {
    const row = rowAt(rows, place);
    const change = readChange(from, row, { minute, timeZone: view.cohort.timeZone }, now);
    const known = changes.get(row.enrolment);
    changes.set(row.enrolment, known ? { ...known, acceptedAt: change.acceptedAt } : change);
  });
  const change: CohortChange = {
    of: 'cohort',
    rows: [...changes.values()],
    ...(gone.length > 0 ? { gone } : {}),
  };
  return { after: applyCohort(moved, change), change };
}

/** The places of rows, and a hash of whose they are. Whoever holds a view holds one of these, since lists seldom change. */
export class RowPlaces {
  places: ReadonlyMap<string, number> = new Map();
  list = 0;
  #enrolments: readonly string[] = [];

  of(rows: readonly LiveRow[]): { places: ReadonlyMap<string, number>; list: number } {
    const isKnown =
      rows.length === this.#enrolments.length &&
      rows.every(({ enrolment }, place) => enrolment === this.#enrolments[place]);
    if (!isKnown) {
      this.#enrolments = rows.map(({ enrolment }) => enrolment);
      this.places = new Map(this.#enrolments.map((enrolment, place) => [enrolment, place]));
      this.list = this.#enrolments.reduce(
        (list, enrolment) => (Math.imul(list, 31) + shortHash(enrolment)) >>> 0,
        rows.length,
      );
    }
    return { places: this.places, list: this.list };
  }
}

function writeChange(
  to: ByteWriter,
  {
    bits,
    before,
    after,
    acceptedAt,
  }: { bits: number; before: LiveRow; after: LiveRow; acceptedAt: number | null },
  { minute }: CohortView,
  now: number,
): void {
  to.count(bits);
  if (bits & bit.counted) to.count(after.cells.at(-1) ?? 0);
  if (bits & bit.seen) parts.writeSeen(to, after.lastSeenAt, minute);
  if (bits & bit.score) parts.writeScore(to, after.score);
  if (bits & bit.risk) parts.writeRisk(to, after.risk);
  if (bits & bit.accepted) to.whole(Math.round((now - (acceptedAt ?? now)) / acceptedStepMs));
  if (bits & bit.standing) parts.writeStanding(to, after);
  if (bits & bit.flags) parts.writeFlags(to, after.flags);
  if (bits & bit.case) parts.writeCase(to, after.case);
  if (bits & bit.names) parts.writeNames(to, after);
  if (bits & bit.minutes)
    writeCells(to, after.cells, differing(before.cells, after.cells), (events) => to.count(events));
  if (bits & bit.hours)
    writeCells(to, after.hours, differing(before.hours, after.hours), (events) => to.count(events));
  if (bits & bit.days) {
    writeCells(to, after.days, daysDiffering(before, after), (events, index) => {
      const mood = after.moods[index] ?? null;
      to.count(events);
      to.count(mood === null ? 0 : mood + 101);
      to.count(attendanceCells.indexOf(after.attendance[index] ?? 'none'));
    });
  }
  if (bits & bit.told) parts.writeTold(to, after.told, minute);
}

function readChange(
  from: ByteReader,
  row: LiveRow,
  { minute, timeZone }: { minute: number; timeZone: string },
  now: number,
): RowChange {
  const { cells, hours, days, moods, attendance, told, ...facts } = row;
  const change: RowChange = { ...facts, ...noCells, acceptedAt: null };
  const bits = from.count();
  const today = dayOf(minute * 60_000, timeZone);
  if (bits & bit.counted) {
    const events = from.count();
    const more = events - (cells.at(-1) ?? 0);
    change.minutes = [[minute, events]];
    change.hours = [[hourOf(minute), (hours.at(-1) ?? 0) + more]];
    change.days = [[today, (days.at(-1) ?? 0) + more, moods.at(-1) ?? null, attendance.at(-1) ?? 'none']];
  }
  if (bits & bit.seen) change.lastSeenAt = parts.readSeen(from, minute);
  if (bits & bit.score) change.score = parts.readScore(from);
  if (bits & bit.risk) change.risk = parts.readRisk(from);
  if (bits & bit.accepted) change.acceptedAt = now - acceptedStepMs * from.whole();
  if (bits & bit.standing) Object.assign(change, parts.readStanding(from));
  if (bits & bit.flags) change.flags = parts.readFlags(from);
  if (bits & bit.case) change.case = parts.readCase(from);
  if (bits & bit.names) Object.assign(change, parts.readNames(from));
  if (bits & bit.minutes)
    change.minutes = readCells(from, minute - cells.length + 1, (at): CountCell => [at, from.count()]);
  if (bits & bit.hours)
    change.hours = readCells(from, hourOf(minute) - hours.length + 1, (at): CountCell => [at, from.count()]);
  if (bits & bit.days) {
    change.days = readCells(from, today - days.length + 1, (at): DayCell => {
      const [events, mood] = [from.count(), from.count()];
      return [at, events, mood === 0 ? null : mood - 101, from.one(attendanceCells)];
    });
  }
  if (bits & bit.toldNow) change.told = [toldOf(change, minute)];
  if (bits & bit.told) Object.assign(change, { told: parts.readTold(from, minute), isToldWhole: true });
  return change;
}

/** Somebody new, as a change: all that is in the rings. */
function wholeChange(row: LiveRow, minute: number, timeZone: string): RowChange {
  const { cells, hours, days, moods, attendance, told, ...facts } = row;
  const today = dayOf(minute * 60_000, timeZone);
  return {
    ...facts,
    minutes: filled(cells, minute),
    hours: filled(hours, hourOf(minute)),
    days: days.flatMap((events, index): DayCell[] => {
      const [mood, attended] = [moods[index] ?? null, attendance[index] ?? 'none'];
      if (events === 0 && mood === null && attended === 'none') return [];
      return [[today - days.length + 1 + index, events, mood, attended]];
    }),
    told: [...told],
    acceptedAt: null,
  };
}

function writeCells<T>(
  to: ByteWriter,
  ring: readonly T[],
  indexes: number[],
  write: (value: T, index: number) => void,
): void {
  writePlaces(to, indexes, (index) => write(ring[index] as T, index));
}

function readCells<Cell>(from: ByteReader, first: number, read: (bucket: number) => Cell): Cell[] {
  const cells: Cell[] = [];
  readPlaces(from, (index) => cells.push(read(first + index)));
  return cells;
}

/** How many, and each as the distance from the one before. */
function writePlaces(to: ByteWriter, places: number[], write: (place: number) => void): void {
  to.count(places.length);
  let before = -1;
  for (const place of places) {
    to.count(place - before - 1);
    write(place);
    before = place;
  }
}

function readPlaces(from: ByteReader, read: (place: number) => void): void {
  const length = from.many();
  let at = -1;
  for (let index = 0; index < length; index++) {
    at += from.count() + 1;
    read(at);
  }
}

function rowAt(rows: readonly LiveRow[], place: number): LiveRow {
  const row = rows[place];
  if (row === undefined) throw new BadBytes('no such row');
  return row;
}
