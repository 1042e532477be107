import { dateOf, dayOfDate, mondayOf } from './day.ts';
import type { Flag } from './flag.ts';
import { type HeatmapDay, heatmapDay } from './heatmap-data.ts';
import { type Past, daysLookedBack, scoreOn } from './past.ts';
import { weekThatEndedOn } from './past-weeks.ts';
import { type Remarks, remarkedBetween } from './remarks.ts';
import { type Level, type ScorePart, scoredDays } from './score.ts';
import type { Trend } from './trend.ts';
import type { LearnerWeek, WeekDay } from './week.ts';

/** How engaged a learner was in a cohort from one date to another, as `GET /v1/learners/:id/engagement` answers. */
export interface EngagementPeriod {
  learner: string;
  cohort: { id: string; name: string };
  timeZone: string;
  /** First and last date, by the cohort's calendar. */
  from: string;
  to: string;
  /** Brief A9, by date. */
  heatmap_data: Record<string, HeatmapDay>;
  weeks: PeriodWeek[];
  /** Of the score of the last day. */
  parts: ScorePart[];
}

/** A week from Monday to Sunday by the cohort's calendar, scored from its records. */
export interface PeriodWeek {
  starts_on: string;
  ends_on: string;
  /** While it is not, the figures are those of the seven days that end today: the live ones. */
  is_over: boolean;
  attendance: number | null;
  lms: number | null;
  sentiment: number | null;
  score: number | null;
  level: Level | null;
  change: number | null;
  trend: Trend | null;
  flags: Flag[];
  /** Raised, and done, in this week. */
  alerts: number;
  interventions: number;
}

/** A week that was scored when its events were there. */
export type StoredWeek = Omit<LearnerWeek, 'facts'>;

/** What is known of an enrolment beside its events. */
export interface Beside {
  /** The day which the cohort's clock shows; it stands still once the cohort has ended. */
  today: number;
  hasEnded: boolean;
  remarks: Remarks;
  /** For the time whose events are no longer kept. */
  stored: readonly StoredWeek[];
}

/** The days whose records are needed to tell of these, first and last. */
export function daysNeeded(first: number, last: number): { first: number; last: number } {
  // The week before the first one is what that one is compared with.
  return { first: mondayOf(first) - daysLookedBack - scoredDays + 1, last: mondayOf(last) + 6 };
}

/** Days and weeks from the first day to the last. */
export function periodOf(
  past: Past,
  first: number,
  last: number,
  beside: Beside,
): Pick<EngagementPeriod, 'heatmap_data' | 'weeks' | 'parts'> {
  const forgotten = beside.stored.filter(({ startsOn }) => dayOfDate(startsOn) < past.keptSince);
  const storedDays = new Map<string, WeekDay>(forgotten.flatMap(({ days }) => Object.entries(days)));
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    heatmap_data: Object.fromEntries(
      days.map((day) => [dateOf(day), heatmapDay(past, day, beside.today, storedDays.get(dateOf(day)))]),
    ),
    weeks: weeksOf(past, first, last, beside, forgotten),
    parts: scoreOn(past, Math.min(last, beside.today))?.parts ?? [],
  };
}

function weeksOf(
  past: Past,
  first: number,
  last: number,
  beside: Beside,
  forgotten: readonly StoredWeek[],
): PeriodWeek[] {
  const weeks = forgotten.map((week) => weekWith(week, week.startsOn, week.endsOn, true, beside));
  for (let monday = mondayOf(first); monday <= Math.min(last, beside.today); monday += 7) {
    const [startsOn, endsOn] = [dateOf(monday), dateOf(monday + 6)];
    if (monday + 6 < past.since) continue;
    if (forgotten.some((week) => week.startsOn <= endsOn && week.endsOn >= startsOn)) continue;
    const isOver = monday + 6 < beside.today || beside.hasEnded;
    const week = weekThatEndedOn(past, Math.min(monday + 6, beside.today));
    weeks.push(weekWith(week, startsOn, endsOn, isOver, beside));
  }
  return weeks.toSorted((one, other) => (one.starts_on < other.starts_on ? -1 : 1));
}

function weekWith(
  week: StoredWeek,
  startsOn: string,
  endsOn: string,
  isOver: boolean,
  { remarks }: Beside,
): PeriodWeek {
  const { attendance, lms, sentiment, score, level, change, trend, flags } = week;
  return {
    starts_on: startsOn,
    ends_on: endsOn,
    is_over: isOver,
    attendance,
    lms,
    sentiment,
    score,
    level,
    change,
    trend,
    flags,
    ...remarkedBetween(remarks, startsOn, endsOn),
  };
}
