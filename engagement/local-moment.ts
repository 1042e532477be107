import type { LocalMoment } from './cohort-hours.ts';

const dayMs = 86_400_000;
/** Making one costs a thousand times what using it does, and there are few zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a time zone show. */
export function localMoment(now: number, timeZone: string): LocalMoment {
  const shown = new Map(
    clockOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  return {
    day: Date.UTC(part('year'), part('month') - 1, part('day')) / dayMs,
    hour: part('hour'),
    minute: part('minute'),
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  clocks.set(timeZone, made);
  return made;
}
