import type { Band } from './risk.ts';

/** What a television in a staff room may show: groups alone, or beside them learners by a name that is not theirs. */
export const wallModes = ['counts', 'pseudonyms'] as const;
export type WallMode = (typeof wallModes)[number];

/** How long each cohort stays: shorter is unrest, longer hides the last of many for most of an hour. */
export const wallPace = { least: 10, most: 600, usual: 30, isWhole: true } as const;
/** More would come round too seldom to be looked at. */
export const wallCohortsMost = 30;
export const wallNameMost = 80;

/** A link that was given to a television, as its tenant's staff see it: the token itself is kept nowhere. */
export interface Wall {
  id: string;
  name: string;
  /** In the order in which they are shown. */
  cohorts: { id: string; name: string }[];
  mode: WallMode;
  secondsPerCohort: number;
  madeBy: string;
  madeAt: string;
  revokedBy: string | null;
  revokedAt: string | null;
  /** To the minute. */
  lastShownAt: string | null;
}

/** What a television is told: no name and no id of anybody, no score and no risk. Times are RFC 3339. */
export interface WallAnswer {
  at: string;
  mode: WallMode;
  secondsPerCohort: number;
  /** Which cohort it is of how many, and until when; null where none goes on. */
  turn: { place: number; of: number; endsAt: string } | null;
  cohort: WallCohort | null;
}

/** A count that is told by the step in which it lies, both ends included. */
export interface Steps {
  from: number;
  to: number;
}

export interface WallCohort {
  name: string;
  programme: string;
  timeZone: string;
  /** Null while it has so few learners that each of them would be shown. */
  figures: WallFigures | null;
}

export interface WallFigures {
  learners: number;
  /** Did something in the last minutes (`activeMinutes`). */
  active: Steps;
  /** Worst first, neighbours together where one alone would be too few; null while too little is known. */
  bands: WallGroup[] | null;
  usual: { day: WallMove | null; week: WallMove | null };
  /** Events in each whole minute of the last hour, oldest first, in steps of five. */
  minutes: number[];
  /** What happened today. */
  cameBack: Steps;
  handedIn: Steps;
  claims: Steps;
  /** Whoever did something in the last hour; null where only counts are shown. */
  rows: WallRow[] | null;
}

/** Beside what is usual by this time of the day, or of the week. */
export type WallMove = 'quieter' | 'as_usual' | 'busier';

/** Those of whom no risk is told are with the lowest: alone they would be a group of their own, and often a small one. */
export const wallBands = ['critical', 'high', 'medium', 'rest'] as const;
export type WallBand = Exclude<Band, 'low'> | 'rest';

export interface WallGroup {
  bands: WallBand[];
  learners: number;
}

export interface WallRow {
  pseudonym: Pseudonym;
  /** How much was done in each minute of the last hour, from 0 to 3. */
  cells: number[];
}

/** Two words by their place in the lists of the page's language, and which learner of that name it is, from 1. */
export interface Pseudonym {
  first: number;
  second: number;
  again: number;
}
