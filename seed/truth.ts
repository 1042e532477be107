import type { Emotion } from './forum-words.ts';
import type { WhyLeft } from './hazard.ts';
import type { PersonaName } from './personas.ts';

/** What is true of one simulated learner and no event says: a score, a risk or a mood can be judged against it. */
export interface Truth {
  learner: string;
  persona: PersonaName;
  /** Chance of a right answer before any practice, at no difficulty. */
  ability: number;
  joinedAt: number;
  /** The morning from which they never came again; null while they stay. */
  leftAt: number | null;
  why: WhyLeft | null;
  weeks: WeekTruth[];
  illnesses: { from: number; to: number }[];
  texts: TextTruth[];
}

/** The morning of the first day of a week of the term. */
export interface WeekTruth {
  week: number;
  at: number;
  /** Chance to leave on this day; 0 for learners set by hand, whose fate is in their numbers. */
  hazard: number;
  strain: number;
  silentDays: number;
}

/** What the writer of a text meant, by the id of its event. */
export interface TextTruth {
  event: string;
  at: number;
  emotion: Emotion;
  seeksHelp: boolean;
}

/** NDJSON: a line for the learner, then one for each week, illness and text. Times in words, as in the API. */
export function truthLines(truth: Truth): string[] {
  const { learner, weeks, illnesses, texts, joinedAt, leftAt, ...known } = truth;
  const rows = [
    {
      row: 'learner',
      learner,
      ...known,
      ability: rounded(known.ability),
      joinedAt: timeOf(joinedAt),
      leftAt: leftAt === null ? null : timeOf(leftAt),
    },
    ...weeks.map((week) => ({
      row: 'week',
      learner,
      ...week,
      at: timeOf(week.at),
      hazard: rounded(week.hazard),
      strain: rounded(week.strain),
    })),
    ...illnesses.map(({ from, to }) => ({ row: 'illness', learner, from: timeOf(from), to: timeOf(to) })),
    ...texts.map((text) => ({ row: 'text', learner, ...text, at: timeOf(text.at) })),
  ];
  return rows.map((row) => JSON.stringify(row));
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
