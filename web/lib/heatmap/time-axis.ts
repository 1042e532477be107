import { scaleUtc, utcDay, utcHour, utcMinute, utcMonday } from 'd3';
import { dayMs, wallAt } from '#engagement/day.ts';
import { type Columns, placeOf } from './columns.ts';

export interface Tick {
  at: number;
  /** From 0 at the left edge to 1 at the right. */
  place: number;
}

/** Ticks at round times of the cohort's clock, each where its column begins; some `wanted` of them over the columns shown. */
export function ticksOf(
  columns: Columns,
  { first, last }: { first: number; last: number },
  timeZone: string,
  wanted: number,
): Tick[] {
  const [from = 0, to = 0] = [columns.starts[first], columns.starts[last + 1]];
  const span = last + 1 - first;
  // As if clocks there showed UTC: D3 then rounds to their full hours and days.
  const walls = [wallAt(from, timeZone), wallAt(to, timeZone)];
  const interval = intervalOf(columns, span / wanted);
  return scaleUtc()
    .domain(walls)
    .ticks(interval)
    .flatMap((date): Tick[] => {
      const at = momentOf(date.getTime(), from, to, timeZone);
      const place = (placeOf(columns, at) - first) / span;
      return place < 0 || place >= 1 ? [] : [{ at, place }];
    });
}

function intervalOf({ unit }: Columns, columnsEach: number) {
  const everyOf = (steps: number[]): number => steps.find((step) => step >= columnsEach) ?? steps.at(-1) ?? 1;
  switch (unit) {
    case 'minute':
      return utcMinute.every(everyOf([1, 2, 5, 10, 15, 20, 30])) ?? utcMinute;
    case 'hour':
      return utcHour.every(everyOf([1, 2, 3, 4, 6, 12])) ?? utcHour;
    case 'day':
      if (columnsEach <= 1) return utcDay;
      // Counted through: those of a month would begin anew with each of them, one beside the last.
      if (columnsEach <= 3) return utcDay.filter((day) => (day.getTime() / dayMs) % everyOf([2, 3]) === 0);
      return utcMonday.every(everyOf([7, 14, 28]) / 7) ?? utcMonday;
  }
}

/** The moment at which clocks there show `wall`: twice corrected, since the first guess may lie on the other side of a change. */
function momentOf(wall: number, from: number, to: number, timeZone: string): number {
  let at = wall - (wallAt(from, timeZone) - from);
  for (let again = 0; again < 2; again++) at = wall - (wallAt(at, timeZone) - at);
  return Math.max(from - 1, Math.min(to, at));
}
