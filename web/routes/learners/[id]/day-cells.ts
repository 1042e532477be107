import type { HeatmapDay, Silence } from '#engagement/heatmap-data.ts';
import { stepOf } from '#web/lib/heatmap/ramp.ts';

/** What a day can be coloured by: a part of the score, or the score itself. */
export const cellNames = ['attendance', 'lms', 'sentiment', 'score'] as const;
export type CellName = (typeof cellNames)[number];

/** How a day is drawn: a step of the ramp, an absence, or a silence. */
export type Cell = { kind: 'step'; step: number } | { kind: 'absent' } | { kind: 'silent'; silence: Silence };

/** Minutes on the platform from which a step begins: half an hour a day is what a week of four days expects. */
export const minuteSteps = [1, 10, 20, 40, 80];
/** Moods from which the next label holds: very dark, dark, neutral, bright, very bright. */
const moodSteps = [-0.6, -0.2, 0.2, 0.6];
/** Of the levels, from high risk to fully engaged. */
const levelSteps = { high: 1, medium: 2, low: 3, fully_engaged: 5 } as const;

const [late, onTime] = [2, 4];

export function cellOf(day: HeatmapDay, name: CellName): Cell {
  switch (name) {
    case 'attendance': {
      if (day.attendance === false) return { kind: 'absent' };
      if (day.attendance === null) return silent(day.missing.attendance);
      return { kind: 'step', step: day.sessions.late > 0 ? late : onTime };
    }
    case 'lms': {
      const isKnown = day.missing.lms === null || day.lms_minutes > 0;
      return isKnown ? { kind: 'step', step: stepOf(day.lms_minutes, minuteSteps) } : silent(day.missing.lms);
    }
    case 'sentiment':
      if (day.sentiment === null) return silent(day.missing.sentiment);
      return { kind: 'step', step: 1 + stepOf(day.sentiment, moodSteps) };
    case 'score': {
      if (day.level !== null) return { kind: 'step', step: levelSteps[day.level] };
      return silent(day.state === 'data' ? 'none' : day.state);
    }
  }
}

/** The steps that a legend shows for a level. */
export function stepOfLevel(level: keyof typeof levelSteps): number {
  return levelSteps[level];
}

function silent(silence: Silence | null): Cell {
  return { kind: 'silent', silence: silence ?? 'none' };
}
