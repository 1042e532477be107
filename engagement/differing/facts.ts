import type { Flag } from '../flag.ts';
import type { Kind } from '../mark.ts';

/** What is known of a learner of a cohort over a stretch of time. Nulls are what nobody knows, which is never nought. */
export interface LearnerFacts {
  enrolment: string;
  /** Days of the stretch, parts of days too, on which they were in the cohort. */
  daysThere: number;
  /** Weeks since they joined, at the end of the stretch. */
  weeksIn: number;
  did: Did;
  /** As was known at the end of the stretch. */
  stood: Stood;
}

/** What their events of the stretch add up to. */
export interface Did {
  kinds: Record<Kind, number>;
  /** Of all these, how many were in each quarter of the day, from midnight, and how many at a weekend. */
  quarters: readonly [night: number, morning: number, afternoon: number, evening: number];
  weekend: number;
  minutes: number;
  activeDays: number;
  /** From the last of them to the end of the stretch; null where there was none. */
  quietDays: number | null;
  /** Things that had a result, and the sum of these in percent. */
  results: { count: number; percent: number };
  sessions: { present: number; late: number; absent: number; minutesLate: number };
  /** Texts with a mood, the sum of these from -1 to 1, and texts that asked for help. */
  texts: { scored: number; mood: number; help: number };
  /** Days after 1970 on which work was handed in. */
  handedIn: readonly number[];
  alerts: number;
  nudges: number;
}

export interface Stood {
  score: number | null;
  /** Points of the score since a week before. */
  change: number | null;
  risk: number | null;
  /** Null where nobody had been scored. */
  flags: readonly Flag[] | null;
  hasCase: boolean;
}

/** The stretch, as far as measures depend on it. */
export interface StretchOf {
  days: number;
  /** When work was due, in days after 1970. */
  dueOn: readonly number[];
}
