import { scaleUtc, utcMinute } from 'd3';

export interface Tick {
  at: number;
  /** From 0 at the left edge to 1 at the right. */
  place: number;
}

const minuteMs = 60_000;

/** Ticks at round minutes for cells that end with `lastMinute` (counted since 1970), each where its minute begins. */
export function minuteTicks(lastMinute: number, minutes: number, everyMinutes: number): Tick[] {
  const scale = scaleUtc()
    .domain([(lastMinute - minutes + 1) * minuteMs, (lastMinute + 1) * minuteMs])
    .range([0, 1]);
  const every = utcMinute.every(everyMinutes);
  return (every ? scale.ticks(every) : scale.ticks()).map((date) => ({
    at: date.getTime(),
    place: scale(date),
  }));
}

/** How many of the cells were listened to until `heardAt`; all of them when nothing was missed. */
export function cellsHeard(lastMinute: number, minutes: number, heardAt: number | null): number {
  if (heardAt === null) return minutes;
  // The minute in which the link broke still holds what came before.
  const unheard = lastMinute - Math.floor(heardAt / minuteMs);
  return Math.max(0, Math.min(minutes, minutes - unheard));
}
