import { caseStatuses } from '../case.ts';
import type { LearnerRow } from '../cohort.ts';
import { flags } from '../flag.ts';
import { bands } from '../risk.ts';
import { levels } from '../score.ts';
import { trends } from '../trend.ts';
import { BadBytes, type ByteReader, type ByteWriter } from './bytes.ts';
import { attendanceCells } from './cells.ts';
import { type LiveRow, emptyRings, liveDays, liveHours, liveMinutes } from './cohort-view.ts';
import type { Told } from './told.ts';

/** A row with all there is of it, as keyframes and snapshots hold it. Null is 0 everywhere, and values one more. */
export function writeRow(to: ByteWriter, row: LiveRow, minute: number): void {
  to.text(row.enrolment);
  writeNames(to, row);
  writeScore(to, row.score);
  writeRisk(to, row.risk);
  writeStanding(to, row);
  writeFlags(to, row.flags);
  writeSeen(to, row.lastSeenAt, minute);
  writeCase(to, row.case);
  writeCounts(to, row.cells);
  writeCounts(to, row.hours);
  writeCounts(to, row.days);
  writeRing(
    to,
    row.moods,
    (mood) => mood !== null,
    (mood) => to.count((mood ?? 0) + 100),
  );
  writeRing(
    to,
    row.attendance,
    (cell) => cell !== 'none',
    (cell) => to.count(attendanceCells.indexOf(cell)),
  );
  writeTold(to, row.told, minute);
}

export function readRow(from: ByteReader, minute: number): LiveRow {
  const enrolment = from.text();
  return {
    enrolment,
    ...readNames(from),
    score: readScore(from),
    risk: readRisk(from),
    ...readStanding(from),
    flags: readFlags(from),
    lastSeenAt: readSeen(from, minute),
    case: readCase(from),
    cells: readRing(from, emptyRings.cells, liveMinutes, () => from.count()),
    hours: readRing(from, emptyRings.hours, liveHours, () => from.count()),
    days: readRing(from, emptyRings.days, liveDays, () => from.count()),
    moods: readRing(from, emptyRings.moods, liveDays, () => from.count() - 100),
    attendance: readRing(from, emptyRings.attendance, liveDays, () => from.one(attendanceCells)),
    told: readTold(from, minute),
  };
}

export function writeNames(to: ByteWriter, { learner, name }: LearnerRow): void {
  to.text(learner);
  to.text(name);
}

export function readNames(from: ByteReader): Pick<LearnerRow, 'learner' | 'name'> {
  return { learner: from.text(), name: from.text() };
}

/** A tenth of a point, as the API rounds it. */
export function writeScore(to: ByteWriter, score: number | null): void {
  to.count(score === null ? 0 : 1 + Math.round(10 * score));
}

export function readScore(from: ByteReader): number | null {
  const value = from.count();
  return value === 0 ? null : (value - 1) / 10;
}

/** Four places behind the point, as the API rounds it. */
export function writeRisk(to: ByteWriter, risk: number | null): void {
  to.count(risk === null ? 0 : 1 + Math.round(10_000 * risk));
}

export function readRisk(from: ByteReader): number | null {
  const value = from.count();
  return value === 0 ? null : (value - 1) / 10_000;
}

const standings = { level: [null, ...levels], trend: [null, ...trends], band: [null, ...bands] } as const;
type Standing = Pick<LearnerRow, 'level' | 'trend' | 'band'>;

export function writeStanding(to: ByteWriter, { level, trend, band }: Standing): void {
  const places = [
    standings.level.indexOf(level),
    standings.trend.indexOf(trend),
    standings.band.indexOf(band),
  ];
  to.count(places.reduce((packed, place, index) => packed + place * 8 ** index, 0));
}

export function readStanding(from: ByteReader): Standing {
  const packed = from.count();
  const [level, trend, band] = [
    standings.level[packed % 8],
    standings.trend[Math.floor(packed / 8) % 8],
    standings.band[Math.floor(packed / 64)],
  ];
  if (level === undefined || trend === undefined || band === undefined)
    throw new BadBytes('no such standing');
  return { level, trend, band };
}

export function writeFlags(to: ByteWriter, own: LearnerRow['flags']): void {
  to.count(flags.reduce((bits, flag, index) => (own.includes(flag) ? bits | (1 << index) : bits), 0));
}

export function readFlags(from: ByteReader): LearnerRow['flags'] {
  const bits = from.count();
  if (bits >= 1 << flags.length) throw new BadBytes('no such flag');
  return flags.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** Whole seconds before the view's minute ended are short, and most are. */
export function writeSeen(to: ByteWriter, lastSeenAt: string | null, minute: number): void {
  if (lastSeenAt === null) return to.count(0);
  const beforeMs = (minute + 1) * 60_000 - Date.parse(lastSeenAt);
  const isShort = beforeMs >= 0 && beforeMs % 1_000 === 0;
  if (isShort) return to.count(2 + 2 * (beforeMs / 1_000));
  to.count(1);
  to.whole(beforeMs);
}

export function readSeen(from: ByteReader, minute: number): string | null {
  const value = from.count();
  if (value === 0) return null;
  const beforeMs = value === 1 ? from.whole() : (value - 2) * 500;
  return from.time((minute + 1) * 60_000 - beforeMs);
}

export function writeCase(to: ByteWriter, one: LearnerRow['case']): void {
  if (one === null) return to.count(0);
  to.count(1 + caseStatuses.indexOf(one.status) + (one.claimedBy === null ? 0 : caseStatuses.length));
  to.text(one.id);
  if (one.claimedBy !== null) to.text(one.claimedBy);
}

export function readCase(from: ByteReader): LearnerRow['case'] {
  const value = from.count();
  if (value === 0) return null;
  if (value > 2 * caseStatuses.length) throw new BadBytes('no such case');
  const status = caseStatuses[(value - 1) % caseStatuses.length] ?? 'closed';
  const id = from.text();
  return { id, status, claimedBy: value > caseStatuses.length ? from.text() : null };
}

/** Newest last; the minutes before the view's, each less the one after it. */
export function writeTold(to: ByteWriter, told: readonly Told[], minute: number): void {
  to.count(told.length);
  let after = minute;
  for (let index = told.length - 1; index >= 0; index--) {
    const [at, score, risk] = told[index] as Told;
    to.whole(after - at);
    to.count(score === null ? 0 : score + 1);
    to.count(risk === null ? 0 : risk + 1);
    after = at;
  }
}

export function readTold(from: ByteReader, minute: number): Told[] {
  let after = minute;
  const newestFirst = Array.from({ length: from.many() }, (): Told => {
    after -= from.whole();
    const [score, risk] = [from.count(), from.count()];
    return [after, score === 0 ? null : score - 1, risk === 0 ? null : risk - 1];
  });
  return newestFirst.toReversed();
}

function writeCounts(to: ByteWriter, ring: readonly number[]): void {
  writeRing(
    to,
    ring,
    (events) => events > 0,
    (events) => to.count(events),
  );
}

/** How many are not empty, and each with the distance from the one before. */
function writeRing<T>(
  to: ByteWriter,
  ring: readonly T[],
  isHeld: (value: T) => boolean,
  write: (value: T) => void,
): void {
  let held = 0;
  for (const value of ring) if (isHeld(value)) held++;
  to.count(held);
  let before = -1;
  if (held > 0)
    ring.forEach((value, index) => {
      if (!isHeld(value)) return;
      to.count(index - before - 1);
      write(value);
      before = index;
    });
}

function readRing<T>(from: ByteReader, empty: readonly T[], span: number, read: () => T): readonly T[] {
  const held = from.many();
  if (held === 0) return empty;
  const ring = [...empty];
  let at = -1;
  for (let index = 0; index < held; index++) {
    at += from.count() + 1;
    const value = read();
    if (at >= span) throw new BadBytes('outside of its ring');
    ring[at] = value;
  }
  return ring;
}
