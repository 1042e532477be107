import { quantileSorted } from 'd3';

/** Events of all rows, minute by minute. */
export function eventsByMinute(rows: { cells: readonly number[] }[], minutes: number): number[] {
  const events = Array.from({ length: minutes }, () => 0);
  for (const { cells } of rows) {
    for (let minute = 0; minute < minutes; minute++)
      events[minute] = (events[minute] ?? 0) + (cells[minute] ?? 0);
  }
  return events;
}

/** Events in the last minute that is over; the running one would always look like a fall. */
export function eventsPerMinute(byMinute: number[]): number {
  return byMinute.at(-2) ?? 0;
}

/** How many rows have an event in the last `minutes` cells. */
export function activeCount(rows: { cells: readonly number[] }[], minutes: number): number {
  return rows.filter(({ cells }) => cells.slice(-minutes).some((events) => events > 0)).length;
}

export interface Delay {
  /** When it was measured. */
  at: number;
  ms: number;
}

/** The middle and the slow end of the delays of the last `withinMs`; null without any. */
export function delayFigures(
  delays: Delay[],
  now: number,
  withinMs: number,
): { p50: number; p95: number } | null {
  const recent = delays
    .filter(({ at }) => at > now - withinMs)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  const p50 = quantileSorted(recent, 0.5);
  const p95 = quantileSorted(recent, 0.95);
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}
