import type { Weekday } from '../scoring.ts';

/** When a mentor has time for learners, by their own clock. */
export interface OpenHours {
  weekday: Weekday;
  /** Minutes after midnight. */
  from: number;
  to: number;
}
