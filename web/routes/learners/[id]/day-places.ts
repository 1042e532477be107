import { scaleUtc, utcDay, utcMonday } from 'd3';

/** A month as a wall calendar has it: weeks from Monday to Sunday, one below the other. */
export interface CalendarMonth {
  /** The moment at which it begins. */
  at: number;
  weeks: number;
  days: { index: number; week: number; weekday: number }[];
}

/** Dates one after the other, month by month; `index` is the place of a day among all of them. */
export function monthsOf(dates: readonly string[]): CalendarMonth[] {
  const days = dates.map((date, index) => ({ index, date: new Date(date) }));
  const byMonth = Map.groupBy(days, ({ date }) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth()));
  return [...byMonth].map(([at, some]) => {
    const firstWeek = utcMonday.floor(some[0]?.date ?? new Date(at));
    const placed = some.map(({ index, date }) => ({
      index,
      week: utcMonday.count(firstWeek, date),
      weekday: utcDay.count(utcMonday.floor(date), date),
    }));
    return { at, weeks: (placed.at(-1)?.week ?? 0) + 1, days: placed };
  });
}

/** What a label of a date takes, with air around it. */
const labelWidth = 52;

/** Which days of a row of days are labelled: Mondays, or as many of them as there is room for. */
export function labelledDays(dates: readonly string[], width: number): number[] {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const scale = scaleUtc([new Date(first), utcDay.offset(new Date(last), 1)], [0, width]);
  const labelled: number[] = [];
  let until = 0;
  for (const monday of scale.ticks(utcMonday)) {
    const x = scale(monday);
    if (x < until || x + labelWidth > width) continue;
    until = x + labelWidth;
    labelled.push(utcDay.count(new Date(first), monday));
  }
  return labelled;
}

/** Where a key leads from a day among so many; null for keys that do not move. */
export function movedDay(day: number, key: string, days: number): number | null {
  const to = ((): number | null => {
    switch (key) {
      case 'ArrowRight':
        return day + 1;
      case 'ArrowLeft':
        return day - 1;
      case 'ArrowDown':
        return day + 7;
      case 'ArrowUp':
        return day - 7;
      case 'PageDown':
        return day + 28;
      case 'PageUp':
        return day - 28;
      case 'Home':
        return 0;
      case 'End':
        return days - 1;
      default:
        return null;
    }
  })();
  return to === null ? null : Math.max(0, Math.min(days - 1, to));
}
