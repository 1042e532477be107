import type { AlertType, Severity } from './alert.ts';
import type { Role } from './person.ts';

/** How often a person of the staff gets the digest of alerts by mail. */
export const digestEvery = ['off', 'day', 'week'] as const;
export type DigestEvery = (typeof digestEvery)[number];

/** What a person has who said nothing: it is managers who look after all at once. */
export function usualDigest(role: Role): DigestEvery {
  return role === 'manager' ? 'day' : 'off';
}

/** What a digest tells. No learner is named in it: a mail is read where nobody sees by whom. */
export interface DigestFigures {
  /** What is new was raised after this. */
  since: Date;
  cohorts: DigestCohort[];
  /** The open alerts that have waited longest. */
  longest: { id: string; cohortName: string; severity: Severity; type: AlertType; raisedAt: Date }[];
}

export interface DigestCohort {
  id: string;
  name: string;
  severities: Record<Severity, number>;
  types: Record<AlertType, number>;
  open: number;
  fresh: number;
}

/** When the mail is there before the day begins, where most of the learners are. */
const digestHour = 7;
const monday = 1;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Who was told nothing yet waits for the next morning once the day is over. */
const firstWithinMs = (24 - digestHour) * hourMs;

/** Whether a digest is to be sent now. One that could not be sent in time is sent as soon as it can be. */
export function isDigestDue(
  { every, toldUntil }: { every: DigestEvery; toldUntil: Date | null },
  timeZone: string,
  now: Date,
): boolean {
  if (every === 'off') return false;
  const last = lastDigestAt(every, timeZone, now.getTime());
  if (toldUntil === null) return now.getTime() - last < firstWithinMs;
  return toldUntil.getTime() < last;
}

/** What is new since the digest before; of the first one since as long as one covers. */
export function digestSince(every: DigestEvery, toldUntil: Date | null, now: Date): Date {
  return toldUntil ?? new Date(now.getTime() - (every === 'week' ? 7 * dayMs : dayMs));
}

/** The last moment at which a digest was due: seven in the morning, of a Monday if weekly. */
export function lastDigestAt(every: 'day' | 'week', timeZone: string, now: number): number {
  const today = Math.floor((now + offsetMs(now, timeZone)) / dayMs);
  for (let day = today; ; day--) {
    // Day 0, the first of 1970, was a Thursday.
    const isItsDay = every === 'day' || (day + 4) % 7 === monday;
    const at = atHour(day, timeZone);
    if (isItsDay && at <= now) return at;
  }
}

/** When clocks of the zone show the hour; the offset is asked near that moment, since in between they may change. */
function atHour(day: number, timeZone: string): number {
  const asUtc = day * dayMs + digestHour * hourMs;
  return asUtc - offsetMs(asUtc - offsetMs(asUtc, timeZone), timeZone);
}

/** By how much clocks of a zone are ahead of UTC. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return shown - Math.floor(at / 60_000) * 60_000;
}
