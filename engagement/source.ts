import { type EventType, eventTypes } from './event.ts';
import { kindOf } from './mark.ts';
import { type Rhythm, expectedSince } from './rhythm.ts';
import { type PartName, partNames } from './scoring.ts';

/** Which events feed which part of a score: a forum post feeds two. */
export const typesOfPart: Record<PartName, readonly EventType[]> = {
  attendance: ['attendance', 'session_end'],
  lms: eventTypes.filter((type) => kindOf[type] !== 'contact'),
  sentiment: ['forum_post', 'message'],
};

/** Events by the part they feed. */
export type Fed = Record<PartName, number>;

/** What came from a source in an hour. */
export interface SourceHour extends Fed {
  /** When it began. */
  at: number;
}

/** When a source was down, and which parts of a cohort's scores it kept from being known. */
export interface Outage {
  source: string;
  name: string;
  parts: PartName[];
  /** Of its last event. */
  from: number;
  /** Null while it lasts. */
  to: number | null;
}

/** An outage as open pages are told of it. Times are RFC 3339. */
export interface OutageNews {
  id: string;
  source: string;
  name: string;
  /** In the busiest hour of those in which it was missed. */
  usualPerHour: number;
  startedAt: string;
  endedAt: string | null;
  /** Where its silence hides something. */
  cohorts: { id: string; parts: PartName[] }[];
}

/** `silent` is a silence that its own rhythm allows. */
export const sourceStates = ['receiving', 'silent', 'down', 'never'] as const;
export type SourceState = (typeof sourceStates)[number];

/** A source as `GET /v1/sources` answers. Times are RFC 3339. */
export interface SourceSummary {
  id: string;
  name: string;
  cohorts: { id: string; name: string }[];
  parts: PartName[];
  state: SourceState;
  lastEventAt: string | null;
  downSince: string | null;
  /** Events of the last hour, and how many usually come in one like it. */
  eventsLastHour: number;
  usualPerHour: number;
  /** Hours up to the running one; what is usual in each is null where it is not known. */
  hours: { from: string; events: number[]; usual: ({ low: number; high: number } | null)[] };
  /** Of the last thirty days, newest first. */
  outages: { startedAt: string; endedAt: string | null }[];
}

/** A source whose events come by chance is silent for so many expected ones once in 5 * 10^8 times: e^-20. */
const missedEventsMin = 20;
/** However many were expected by then: a source that restarts, or sends in parcels, is back sooner. */
export const silenceMinMs = 10 * 60_000;
/** After so long nothing of a source's rhythm is known any more: it is taken for gone, and nobody waits for it. */
export const rhythmKeptMs = 35 * 86_400_000;

const hourMs = 3_600_000;

/** Whether a source is silent for longer than its own rhythm allows. */
export function isDown(rhythm: Rhythm, lastEventAt: number, now: number): boolean {
  const silentMs = now - lastEventAt;
  if (silentMs < silenceMinMs || silentMs > rhythmKeptMs) return false;
  return expectedSince(rhythm, lastEventAt, now) >= missedEventsMin;
}

/** How a source is, `isOut` being what was found out and told to everybody. */
export function sourceState(lastEventAt: number | null, isOut: boolean, now: number): SourceState {
  if (isOut) return 'down';
  if (lastEventAt === null) return 'never';
  return now - lastEventAt < silenceMinMs ? 'receiving' : 'silent';
}

/**
 * When a source was heard last. Where nobody noted the moment, of the last hour in which it was heard all of it counts:
 * better to wait for an hour than to call a source down too soon.
 */
export function lastEventOf(
  hours: readonly SourceHour[],
  notedAt: number | null,
  now: number,
): number | null {
  const last = hours.reduce<number | null>((newest, { at }) => Math.max(newest ?? at, at), null);
  if (last === null) return notedAt;
  return notedAt !== null && notedAt >= last ? notedAt : Math.min(now, last + hourMs);
}

/** Events of an hour. Of those that feed two parts nobody knows how many there were: rather too few than too many. */
export function eventsOf({ attendance, lms, sentiment }: Fed): number {
  return attendance + Math.max(lms, sentiment);
}

/** What a source fed a cohort with, up to an outage of somebody. */
export interface FedCohort {
  source: string;
  /** In the two weeks before, and in the last of them. */
  weeks: Fed;
  lastWeek: Fed;
  isOut: boolean;
}

/**
 * The parts of a cohort's scores that cannot be known while `source` is down: what it feeds, unless others who are heard
 * bring as much of it.
 */
export function partsHidden(source: string, feeds: readonly FedCohort[]): PartName[] {
  const own = feeds.find((feed) => feed.source === source);
  if (own === undefined) return [];
  return partNames.filter((part) => {
    if (own.weeks[part] === 0) return false;
    const others = feeds.filter((feed) => !feed.isOut && feed.source !== source);
    const brought = others.reduce((sum, { lastWeek }) => sum + lastWeek[part], 0);
    return brought === 0 || brought < own.lastWeek[part];
  });
}
