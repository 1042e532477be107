import type { LearnerRow } from '../cohort.ts';
import type { WindowRead } from '../window.ts';
import { type AttendanceCell, type DayCell, attendanceOf, filled } from './cells.ts';
import type { RowChange } from './cohort-change.ts';
import { type LiveRow, emptyRings, hourOf, liveDays, liveHours } from './cohort-view.ts';

/** As old as an event may be that is still counted; what comes later than that changes no cell. */
const daysToldAgain = 8;
/** An event of this moment, or one that was a little on its way, falls into one of these. */
const [newestMinutes, newestHours, newestDays] = [3, 2, 2];

/** The rings of a row, as its window has them. */
export function ringsOf(window: WindowRead): Omit<LiveRow, keyof LearnerRow | 'told'> {
  const { texts, attendance } = window;
  const isHeard = texts.scored.some((count) => count > 0);
  const isExpected = [attendance.present, attendance.late, attendance.absent, attendance.excused].some(
    (counts) => counts.some((count) => count > 0),
  );
  return {
    cells: window.minutes,
    hours: window.hours.slice(-liveHours),
    days: window.days,
    moods: isHeard ? overDays(texts.scored, null, (index) => moodOn(window, index)) : emptyRings.moods,
    attendance: isExpected
      ? overDays(attendance.present, 'none', (index): AttendanceCell => attendanceOn(window, index))
      : emptyRings.attendance,
  };
}

/** The newest cells of a window: what an event of this moment changes. */
export function newestCellsOf(window: WindowRead, at: number): Pick<RowChange, 'minutes' | 'hours' | 'days'> {
  const minute = Math.floor(at / 60_000);
  return {
    minutes: filled(window.minutes.slice(-newestMinutes), minute),
    hours: filled(window.hours.slice(-newestHours), hourOf(minute)),
    days: daysOf(window, newestDays),
  };
}

/** What a window changes of a row: each bucket that may have come to be since it was told the last time. */
export function cellsOf(window: WindowRead, at: number): Pick<RowChange, 'minutes' | 'hours' | 'days'> {
  const minute = Math.floor(at / 60_000);
  return {
    minutes: filled(window.minutes, minute),
    hours: filled(window.hours.slice(-liveHours), hourOf(minute)),
    days: daysOf(window, daysToldAgain),
  };
}

function daysOf(window: WindowRead, last: number): DayCell[] {
  const { days, today, texts } = window;
  const cells: DayCell[] = [];
  for (let back = Math.min(last, days.length) - 1; back >= 0; back--) {
    const events = days[days.length - 1 - back] ?? 0;
    const index = texts.scored.length - 1 - back;
    const [mood, attendance] = [moodOn(window, index), attendanceOn(window, index)];
    if (events > 0 || mood !== null || attendance !== 'none')
      cells.push([today - back, events, mood, attendance]);
  }
  return cells;
}

function moodOn({ texts }: WindowRead, index: number): number | null {
  const scored = texts.scored[index] ?? 0;
  return scored === 0 ? null : Math.round((texts.mood[index] ?? 0) / scored) - 100;
}

function attendanceOn({ attendance }: WindowRead, index: number): AttendanceCell {
  const of = (counts: readonly number[]): number => counts[index] ?? 0;
  const { present, late, absent, excused } = attendance;
  return attendanceOf({ present: of(present), late: of(late), absent: of(absent), excused: of(excused) });
}

/** Four weeks of days as the last of twelve. */
function overDays<T>(ring: readonly number[], empty: T, valueOn: (index: number) => T): readonly T[] {
  const before = Array.from({ length: liveDays - ring.length }, () => empty);
  return [...before, ...ring.map((_, index) => valueOn(index))];
}
