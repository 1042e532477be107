import type { LearnerRow } from '../cohort.ts';
import type { WindowRead } from '../window.ts';
import { type AttendanceCell, type DayCell, attendanceOf, counted } from './cells.ts';
import { type LiveRow, type RowChange, emptyRings, liveDays, liveHours } from './cohort-view.ts';

/** As old as an event may be that is still counted; what comes later than that changes no cell. */
const daysToldAgain = 8;

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

/** What a window changes of a row: each bucket that may have come to be since it was told the last time. */
export function cellsOf(window: WindowRead, at: number): Pick<RowChange, 'minutes' | 'hours' | 'days'> {
  const minute = Math.floor(at / 60_000);
  const { days } = window;
  const told: DayCell[] = [];
  for (let back = Math.min(daysToldAgain, days.length) - 1; back >= 0; back--) {
    const events = days[days.length - 1 - back] ?? 0;
    const index = window.texts.scored.length - 1 - back;
    const [mood, attendance] = [moodOn(window, index), attendanceOn(window, index)];
    if (events > 0 || mood !== null || attendance !== 'none')
      told.push([window.today - back, events, mood, attendance]);
  }
  return {
    minutes: counted(window.minutes, minute),
    hours: counted(window.hours.slice(-liveHours), Math.floor(minute / 60)),
    days: told,
  };
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
