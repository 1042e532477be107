import { count, format } from './en-format.ts';

// What every screen says of a source that is down; a part of en.ts.

/** The time alone within a day, as a person would say it; further back the day as well. */
function sinceWhen(at: number, now: number, timeZone: string | undefined): string {
  return now - at < 86_400_000
    ? format.clock(at, timeZone)
    : `${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`;
}

export const outage = {
  said: (name: string, since: number, now: number, usualPerHour: number, timeZone?: string) => {
    const usually = usualPerHour > 0 ? ` (usually ${count(usualPerHour, 'event')} an hour)` : '';
    return `${name} has sent nothing since ${sinceWhen(since, now, timeZone)}${usually}. Until it is back, silence raises no flags or alerts.`;
  },
};
