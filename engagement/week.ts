import type { Facts } from './alert.ts';
import { dayOfDate } from './day.ts';
import type { LearnerEvent } from './event.ts';
import { type Flag, flagsOf } from './flag.ts';
import { type Mark, isOnPlatform, markOf } from './mark.ts';
import {
  type Expectations,
  type Level,
  type ScorePart,
  levelOf,
  scoreOfTotals,
  scoredDays,
} from './score.ts';
import { type PartName, type Scoring, usualScoring } from './scoring.ts';
import { type Totals, sessionsOf, totalsOfMarks } from './totals.ts';
import { type Trend, trendOf } from './trend.ts';

/** A week of an enrolment, scored from its records: brief A8's heatmap row. Null is not zero: there was nothing to score. */
export interface LearnerWeek {
  startsOn: string;
  endsOn: string;
  attendance: number | null;
  lms: number | null;
  sentiment: number | null;
  score: number | null;
  level: Level | null;
  change: number | null;
  trend: Trend | null;
  flags: Flag[];
  /** What the alerts of a week are raised on. */
  facts: Facts;
  days: WeekDays;
}

/** Brief A9: what each day of a week held, by date. Null: nothing was planned, or nothing was written. */
export type WeekDays = Record<string, WeekDay>;
export interface WeekDay {
  attendance: boolean | null;
  lms_minutes: number;
  sentiment: number | null;
}

/** An event and the day it counts for, by the cohort's calendar. */
export interface WeekRecord {
  date: string;
  event: Pick<
    LearnerEvent,
    'type' | 'durationS' | 'completed' | 'quality' | 'percent' | 'attendance' | 'sentiment'
  >;
}

/** All seven days, on a platform that was heard from. */
const wholeWeek: Expectations = {
  isHeard: true,
  attendance: { days: scoredDays, none: 'no_data' },
  lms: { days: scoredDays, none: 'no_data' },
  sentiment: { days: scoredDays, none: 'no_data' },
};

/** Scores a week from what was recorded on its dates, first to last. `before` is the score of the week before. */
export function weekOf(
  dates: readonly string[],
  records: readonly WeekRecord[],
  before: number | null,
  scoring: Scoring = usualScoring,
  expected: Expectations = wholeWeek,
): LearnerWeek {
  const marks = records.map(markOfRecord);
  const totals = totalsOfMarks(marks);
  const scored = scoreOfTotals(totals, expected, scoring);
  const values = valuesOf(scored?.parts ?? []);
  const score = scored?.value ?? null;
  const change = score === null || before === null ? null : Math.round((score - before) * 10) / 10;
  return {
    startsOn: dates[0] ?? '',
    endsOn: dates.at(-1) ?? '',
    ...values,
    score,
    level: score === null ? null : levelOf(score, scoring),
    change,
    trend: change === null ? null : trendOf(change, scoring),
    flags: flagsOf({ ...values, score }, scoring),
    facts: {
      sessions: sessionsOf(totals.attendance),
      missed: totals.attendance.absent,
      silentDays: silentDaysOf(dates, marks),
      texts: totals.texts.scored,
      help: totals.texts.help,
    },
    days: daysOf(dates, marks),
  };
}

/** The values of the parts of a score by their names. */
export function valuesOf(parts: readonly ScorePart[]): Record<PartName, number | null> {
  const of = (name: PartName): number | null => parts.find((part) => part.name === name)?.value ?? null;
  return { attendance: of('attendance'), lms: of('lms'), sentiment: of('sentiment') };
}

/** What a day held, in the brief's three figures. */
export function dayOfTotals({ attendance, lms, texts }: Totals): WeekDay {
  const sessions = sessionsOf(attendance);
  return {
    // Nothing was planned, or the learner was excused: neither is an absence.
    attendance: sessions === 0 ? null : attendance.present + attendance.late > 0,
    lms_minutes: Math.round(lms.seconds / 60),
    sentiment: texts.scored === 0 ? null : Math.round(texts.mood / texts.scored - 100) / 100,
  };
}

/** A record knows its day by the cohort's calendar, and no more of its time. */
function markOfRecord({ date, event }: WeekRecord): Mark {
  return markOf({ ...event, at: Date.parse(date) }, 'UTC');
}

function silentDaysOf(dates: readonly string[], marks: readonly Mark[]): number {
  const lastActive = marks.reduce((last, mark) => (isOnPlatform(mark) ? Math.max(last, mark.day) : last), -1);
  return dates.length - 1 - dates.findLastIndex((date) => dayOfDate(date) <= lastActive);
}

function daysOf(dates: readonly string[], marks: readonly Mark[]): WeekDays {
  return Object.fromEntries(
    dates.map((date) => {
      const day = dayOfDate(date);
      const own = marks.filter((mark) => mark.day === day);
      return [date, dayOfTotals(totalsOfMarks(own))];
    }),
  );
}
