import { wallAt } from './day.ts';

/** What the clocks of a place show at a moment, as if it were UTC. */
export type WallClock = (at: number) => number;

/** People keep hours by the clock on their wall, which twice a year is not as far from UTC as the day before. */
export function wallClock(timeZone: string): WallClock {
  return (at) => wallAt(at, timeZone);
}
