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

/** A stretch of columns, both ends included. */
export interface Stretch {
  first: number;
  last: number;
}

/**
 * The columns of an outage among cells that end with `lastMinute`; null where none of them lies in it. In the minutes of
 * the last event before it and of the first one after it something was heard.
 */
export function columnsDown(
  outage: { from: number; to: number | null },
  lastMinute: number,
  minutes: number,
): Stretch | null {
  const columnOf = (at: number): number => Math.floor(at / minuteMs) - (lastMinute - minutes + 1);
  const stretch = {
    first: Math.max(0, columnOf(outage.from) + 1),
    last: outage.to === null ? minutes - 1 : Math.min(minutes - 1, columnOf(outage.to) - 1),
  };
  return stretch.first > stretch.last ? null : stretch;
}
