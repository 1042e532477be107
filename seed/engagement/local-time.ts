import { openCalendar } from '../calendar.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The moment when clocks of a time zone show this hour of this date; hours may have fractions. */
export function atLocal(date: string, hour: number, timeZone: string): number {
  return midnightOf(date, timeZone) + Math.round(hour * hourMs);
}

/** So many days after a date. */
export function datePlus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Asked for thousands of times, of a few dozen dates. */
const midnights = new Map<string, number>();

function midnightOf(date: string, timeZone: string): number {
  const name = `${date} ${timeZone}`;
  const known = midnights.get(name);
  if (known !== undefined) return known;
  const calendar = openCalendar({ from: Date.parse(`${date}T12:00:00Z`), timeZone });
  // Where it is already tomorrow at noon in Greenwich, or still yesterday, the date is the neighbour's.
  const day = [0, -1, 1].map((index) => calendar.day(index)).find((one) => one.date === date);
  if (day === undefined) throw new Error(`there is no ${date} in ${timeZone}`);
  midnights.set(name, day.midnight);
  return day.midnight;
}
