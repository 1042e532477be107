import { isOnPlatform } from './mark.ts';
import { type Past, type PastRecord, scoreOn } from './past.ts';
import { isDayOff, isDownOn } from './quiet.ts';
import { type Level, levelOf } from './score.ts';
import { type PartName, partNames } from './scoring.ts';
import { type AttendanceTotals, type Totals, totalsOfMarks } from './totals.ts';
import { type WeekDay, dayOfTotals } from './week.ts';

/** A day of brief A9's heatmap_data: its three figures, and what there is to know beside them. */
export interface HeatmapDay extends WeekDay {
  state: DayState;
  /** Of each part, why there is nothing of it; null where there is something. */
  missing: Record<PartName, Silence | null>;
  /** Of the seven days that ended on this one. */
  score: number | null;
  level: Level | null;
  sessions: Pick<AttendanceTotals, 'present' | 'late' | 'absent' | 'excused'>;
  /** What was done on the platform, by type of event. */
  activities: Record<string, number>;
  texts: number;
  /** In how many of these the learner asked for help. */
  help: number;
}

/** Silence is not zero: a day without records says which of these it is. */
export const silences = [
  'none',
  'excused',
  'holiday',
  'source_down',
  'not_scored',
  'before',
  'future',
  'forgotten',
] as const;
export type Silence = (typeof silences)[number];
export const dayStates = ['data', ...silences] as const;
export type DayState = (typeof dayStates)[number];

/** What is recorded of a day; `today` is that of the cohort, which stands still once it has ended. */
export function heatmapDay(past: Past, day: number, today: number, stored: WeekDay | undefined): HeatmapDay {
  const records = past.days.get(day) ?? [];
  const totals = totalsOfMarks(records.map(({ mark }) => mark));
  const score = day > today ? null : (scoreOn(past, day)?.value ?? null);
  const { present, late, absent, excused } = totals.attendance;
  const outside = outsideOf(past, day, today);
  const isKept = outside !== 'forgotten';
  return {
    ...(isKept || stored === undefined ? dayOfTotals(totals) : stored),
    state: outside ?? stateOf(past, day, records, totals),
    missing: missingOf(past, day, totals, outside),
    score,
    level: score === null ? null : levelOf(score, past.of.scoring),
    sessions: { present, late, absent, excused },
    activities: countByType(records.filter(({ mark }) => isOnPlatform(mark))),
    texts: totals.texts.scored + totals.texts.unscored,
    help: totals.texts.help,
  };
}

/** Days of which nothing can be said, whatever there might have been. */
function outsideOf({ since, keptSince }: Past, day: number, today: number): Silence | null {
  if (day > today) return 'future';
  if (day < since) return 'before';
  return day < keptSince ? 'forgotten' : null;
}

function stateOf(past: Past, day: number, records: readonly PastRecord[], totals: Totals): DayState {
  const { excused } = totals.attendance;
  if (records.length > excused) return 'data';
  if (excused > 0) return 'excused';
  if (isDayOff(day, past.of.scoring)) return 'holiday';
  return partNames.some((part) => isDownOn(day, part, past.of)) ? 'source_down' : 'none';
}

function missingOf(past: Past, day: number, totals: Totals, outside: Silence | null): HeatmapDay['missing'] {
  const { attendance, lms, texts } = totals;
  const silence = (part: PartName): Silence => {
    if (outside !== null) return outside;
    if (isDayOff(day, past.of.scoring)) return 'holiday';
    return isDownOn(day, part, past.of) ? 'source_down' : 'none';
  };
  const isPlanned = attendance.present + attendance.late + attendance.absent > 0;
  return {
    attendance: isPlanned ? null : attendance.excused > 0 ? 'excused' : silence('attendance'),
    lms: lms.activeDays > 0 ? null : silence('lms'),
    sentiment: texts.scored > 0 ? null : texts.unscored > 0 ? 'not_scored' : silence('sentiment'),
  };
}

function countByType(records: readonly PastRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event } of records) counts[event.type] = (counts[event.type] ?? 0) + 1;
  return counts;
}
