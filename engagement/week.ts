import { attendanceScore, missedOf } from './attendance.ts';
import type { Attendance, LearnerEvent } from './event.ts';
import { type Flag, flagsOfParts } from './flag.ts';
import { type LmsActivity, isLms, lmsScore, minutesOf } from './lms.ts';
import { sentimentScore } from './mood.ts';
import { type Level, levelOf } from './score.ts';
import { usualScoring } from './scoring.ts';
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
  facts: WeekFacts;
  days: WeekDays;
}

export interface WeekFacts {
  sessions: number;
  missed: number;
  /** Days without any LMS activity up to the end of the week. */
  silentDays: number;
  texts: number;
}

/** Brief A9: what each day of a week held, by date. Null: nothing was planned, or nothing was written. */
export type WeekDays = Record<
  string,
  { attendance: boolean | null; lms_minutes: number; sentiment: number | null }
>;

/** An event and the day it counts for, by the cohort's calendar. */
export interface WeekRecord {
  date: string;
  event: Pick<
    LearnerEvent,
    'type' | 'durationS' | 'completed' | 'quality' | 'percent' | 'attendance' | 'mood'
  >;
}

/** Shares of the parts that have data. */
const { weights } = usualScoring;

/** Scores a week from what was recorded on its dates, first to last. `before` is the score of the week before. */
export function weekOf(
  dates: readonly string[],
  records: readonly WeekRecord[],
  before: number | null,
): LearnerWeek {
  const sessions = records.flatMap(({ event }) => event.attendance ?? []);
  const activities = records.flatMap(activityOf);
  const moods = records.flatMap(({ event }) => event.mood ?? []);
  // Rounded before they are weighed: whoever adds up the numbers on the screen gets the number on the screen.
  const parts = {
    attendance: rounded(attendanceScore(sessions)),
    lms: rounded(lmsScore(activities)),
    sentiment: rounded(sentimentScore(moods)),
  };
  const score = compositeOf(parts);
  const change = score === null || before === null ? null : rounded(score - before);
  return {
    startsOn: dates[0] ?? '',
    endsOn: dates.at(-1) ?? '',
    ...parts,
    score,
    level: score === null ? null : levelOf(score),
    change,
    trend: change === null ? null : trendOf(change),
    flags: flagsOfParts({ ...parts, score }),
    facts: { ...missedOf(sessions), silentDays: silentDaysOf(dates, activities), texts: moods.length },
    days: daysOf(dates, records),
  };
}

/** The weighted mean of the parts that have data; null when none has. */
export function compositeOf(parts: Record<keyof typeof weights, number | null>): number | null {
  let sum = 0;
  let weight = 0;
  for (const name of ['attendance', 'lms', 'sentiment'] as const) {
    const value = parts[name];
    if (value === null) continue;
    sum += weights[name] * value;
    weight += weights[name];
  }
  return weight === 0 ? null : rounded(sum / weight);
}

function activityOf({ date, event }: WeekRecord): LmsActivity[] {
  const { type, durationS, completed, quality, percent } = event;
  return isLms(type) ? [{ date, type, durationS, completed, quality, percent }] : [];
}

function silentDaysOf(dates: readonly string[], activities: readonly LmsActivity[]): number {
  const active = new Set(activities.map((activity) => activity.date));
  return dates.length - 1 - dates.findLastIndex((date) => active.has(date));
}

function daysOf(dates: readonly string[], records: readonly WeekRecord[]): WeekDays {
  return Object.fromEntries(
    dates.map((date) => {
      const own = records.filter((record) => record.date === date);
      const moods = own.flatMap(({ event }) => event.mood ?? []);
      const mean = moods.length === 0 ? null : moods.reduce((sum, one) => sum + one, 0) / moods.length;
      return [
        date,
        {
          attendance: wasThere(own.flatMap(({ event }) => event.attendance ?? [])),
          lms_minutes: Math.round(minutesOf(own.flatMap(activityOf))),
          sentiment: mean === null ? null : Math.round(mean) / 100,
        },
      ];
    }),
  );
}

/** Null when nothing was planned, or the learner was excused. */
function wasThere(sessions: Attendance[]): boolean | null {
  const counted = sessions.filter(({ status }) => status !== 'excused');
  return counted.length === 0 ? null : counted.some(({ status }) => status !== 'absent');
}

function rounded<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Math.round(value * 10) / 10) as Value;
}
