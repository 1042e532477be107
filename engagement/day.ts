import type { Weekday } from './scoring.ts';

/*
 * Days by a cohort's calendar, as numbers: how many after 1 January 1970. What learners did counts for the day that
 * clocks and calendars around them showed; a number, unlike a date, can be a bucket.
 */

export const dayMs = 86_400_000;

/** What clocks of a time zone show at a moment, as if it were UTC. */
export function wallAt(at: number, timeZone: string): number {
  return at + offsetAt(at, timeZone);
}

/** The day which they show. */
export function dayOf(at: number, timeZone: string): number {
  return Math.floor(wallAt(at, timeZone) / dayMs);
}

/** What clocks and calendars of a time zone show. */
export interface LocalMoment {
  day: number;
  hour: number;
  minute: number;
}

export function localMoment(at: number, timeZone: string): LocalMoment {
  const wall = wallAt(at, timeZone);
  const day = Math.floor(wall / dayMs);
  const minutes = Math.floor((wall - day * dayMs) / 60_000);
  return { day, hour: Math.floor(minutes / 60), minute: minutes % 60 };
}

/** The moment at which a day begins. Where clocks change at midnight, it is that of the change. */
export function startOfDay(day: number, timeZone: string): number {
  const wall = day * dayMs;
  // Half a day before and after: whatever changes of the clocks there are near midnight lies between the two.
  const offsets = [offsetAt(wall - dayMs / 2, timeZone), offsetAt(wall + dayMs / 2, timeZone)];
  const starts = offsets.map((offset) => wall - offset).filter((start) => dayOf(start, timeZone) === day);
  return Math.min(...(starts.length > 0 ? starts : [wall - (offsets[1] ?? 0)]));
}

/** Such as 2026-12-24. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export function dayOfDate(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

/** 2026-02-30 looks like a date and is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = dayOfDate(text);
  return Number.isFinite(day) && dateOf(day) === text;
}

/** Whether clocks somewhere are set by a zone of this name, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;
}

/** The first day of a day's week. */
export function mondayOf(day: number): number {
  return day - weekdayOf(day) + 1;
}

/** What to add to UTC to have the wall clock. Asked for each event: zones change their clocks twice a year at most, so each day of a zone is looked up once. */
function offsetAt(at: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const day = Math.floor(at / dayMs);
  const zone = zoneOf(timeZone);
  let known = zone.days.get(day);
  if (known === undefined) {
    if (zone.days.size >= daysKnownMax) zone.days.clear();
    const offset = zone.offsetAt(day * dayMs);
    known = zone.offsetAt((day + 1) * dayMs) === offset ? offset : null;
    zone.days.set(day, known);
  }
  return known ?? zone.offsetAt(at);
}

interface Zone {
  offsetAt: (at: number) => number;
  /** By day in UTC; null on a day on which clocks change. */
  days: Map<number, number | null>;
}

const zones = new Map<string, Zone>();
/** Two years; what is asked for is nearly always of the last weeks. */
const daysKnownMax = 750;

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone: Zone = {
    offsetAt(at) {
      const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
      return wall - Math.floor(at / 1000) * 1000;
    },
    days: new Map(),
  };
  zones.set(timeZone, zone);
  return zone;
}
