import type { LmsTotals } from './lms.ts';
import { type Mark, isOnPlatform } from './mark.ts';
import type { WindowRead } from './window.ts';

/** What is known of a learner over a stretch of days, in sums: scores, flags and alerts are made of nothing else. */
export interface Totals {
  attendance: AttendanceTotals;
  lms: LmsTotals;
  texts: TextTotals;
}

export interface AttendanceTotals {
  present: number;
  late: number;
  absent: number;
  excused: number;
  minutesAttended: number;
  /** Of all sessions but the excused, in tenths of a point of 100 each. */
  points: number;
  /** How many said how the learner took part, and the sum of these, none 0 to high 3. */
  rated: number;
  participation: number;
}

export interface TextTotals {
  /** How many had a mood, and the sum of (mood + 100), 0..200 each. */
  scored: number;
  mood: number;
  /** In how many the learner asked for help. */
  help: number;
  /** How many could not be scored. */
  unscored: number;
}

/** Of so many days of a window, of which the last was `daysAgo`. */
export function totalsOfWindow(window: WindowRead, days: number, daysAgo: number): Totals {
  const { attendance, results, texts } = window;
  const sum = (values: readonly number[]): number => sumOf(values, days, daysAgo);
  return {
    attendance: {
      present: sum(attendance.present),
      late: sum(attendance.late),
      absent: sum(attendance.absent),
      excused: sum(attendance.excused),
      minutesAttended: sum(attendance.minutesAttended),
      points: sum(attendance.points),
      rated: sum(attendance.rated),
      participation: sum(attendance.participation),
    },
    lms: {
      activeDays: activeDaysOf(window.lms, days, daysAgo),
      seconds: sum(window.activeSeconds.days),
      results: sum(results.count),
      percent: sum(results.percent),
    },
    texts: {
      scored: sum(texts.scored),
      mood: sum(texts.mood),
      help: sum(texts.help),
      unscored: sum(texts.unscored),
    },
  };
}

/** Of records, in whatever order they come: the same sums as a window has of them. */
export function totalsOfMarks(marks: readonly Mark[]): Totals {
  const attendance = noAttendance();
  const lms: LmsTotals = { activeDays: 0, seconds: 0, results: 0, percent: 0 };
  const texts: TextTotals = { scored: 0, mood: 0, help: 0, unscored: 0 };
  const activeDays = new Set<number>();
  for (const mark of marks) {
    if (isOnPlatform(mark)) {
      activeDays.add(mark.day);
      lms.seconds += mark.seconds;
    }
    if (mark.percent !== undefined) {
      lms.results++;
      lms.percent += mark.percent;
    }
    if (mark.text !== undefined) {
      const { mood, asksForHelp } = mark.text;
      texts[mood === null ? 'unscored' : 'scored']++;
      texts.mood += mood === null ? 0 : mood + 100;
      texts.help += Number(asksForHelp);
    }
    if (mark.attendance !== undefined) {
      const { status, minutesAttended, points, participation } = mark.attendance;
      attendance[status]++;
      attendance.minutesAttended += minutesAttended;
      attendance.points += points;
      attendance.rated += Number(participation !== null);
      attendance.participation += participation ?? 0;
    }
  }
  lms.activeDays = activeDays.size;
  return { attendance, lms, texts };
}

/** Those the learner was expected at: all but the excused. */
export function sessionsOf({ present, late, absent }: AttendanceTotals): number {
  return present + late + absent;
}

function noAttendance(): AttendanceTotals {
  return {
    present: 0,
    late: 0,
    absent: 0,
    excused: 0,
    minutesAttended: 0,
    points: 0,
    rated: 0,
    participation: 0,
  };
}

function sumOf(values: readonly number[], days: number, daysAgo: number): number {
  let sum = 0;
  const end = values.length - daysAgo;
  for (let at = Math.max(0, end - days); at < end; at++) sum += values[at] ?? 0;
  return sum;
}

function activeDaysOf(values: readonly number[], days: number, daysAgo: number): number {
  let active = 0;
  const end = values.length - daysAgo;
  for (let at = Math.max(0, end - days); at < end; at++) if ((values[at] ?? 0) > 0) active++;
  return active;
}
