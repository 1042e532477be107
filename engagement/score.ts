import type { WindowRead } from './window.ts';

/** How engaged a learner is, 0..100, with the points that make it up: they add up to the value. */
export interface Score {
  value: number;
  parts: ScorePart[];
}

export interface ScorePart {
  name: 'recency' | 'regularity' | 'volume';
  points: number;
  max: number;
  /** What the points were made of, for "how is this computed". */
  madeOf: Record<string, number>;
}

export type Level = 'high' | 'medium' | 'low' | 'fully_engaged';

const recencyMax = 30;
const regularityMax = 45;
const volumeMax = 25;

/** Recency halves with every so many days of silence. */
const recencyHalfLifeDays = 3;
/** A learner active on five of seven days is as regular as anyone needs to be. */
const regularDaysPerWeek = 5;
/** With less usual activity than this a week, one click more or less would swing the volume. */
const leastUsualEventsPerWeek = 10;

/** Fewer days than this in a cohort and fewer active days: not enough information yet. */
const leastDaysKnown = 3;

/**
 * The first, deliberately plain score: how lately, how regularly and how much compared with the
 * learner's own usual. It is read from the day ring alone, so that the score of a week ago can be
 * computed in the same way (`daysAgo`). Null means not enough information: silence is not zero.
 */
export function scoreOf(window: WindowRead, enrolledAt: number, now: number, daysAgo = 0): Score | null {
  const days = daysAgo === 0 ? window.days : window.days.slice(0, -daysAgo);
  const daysKnown = Math.max(0, (now - enrolledAt) / dayMs - daysAgo);
  const everActive = days.filter((events) => events > 0).length;
  if (everActive === 0 || (daysKnown < leastDaysKnown && everActive < leastDaysKnown)) return null;

  const silentDays =
    daysAgo === 0 ? daysSince(window.lastEventAt, now) : days.length - 1 - days.findLastIndex((n) => n > 0);
  const span = Math.max(1, Math.min(14, Math.ceil(daysKnown), days.length));
  const activeDays = days.slice(-span).filter((events) => events > 0).length;
  const expectedDays = Math.max(1, (span / 7) * regularDaysPerWeek);
  const lastWeek = sum(days.slice(-7));
  const usualWeek = usualEventsPerWeek(days, daysKnown);

  const parts: ScorePart[] = [
    {
      name: 'recency',
      points: round1(recencyMax * 2 ** (-Math.max(0, silentDays) / recencyHalfLifeDays)),
      max: recencyMax,
      madeOf: { silentDays: round1(silentDays) },
    },
    {
      name: 'regularity',
      points: round1(regularityMax * Math.min(1, activeDays / expectedDays)),
      max: regularityMax,
      madeOf: { activeDays, days: span, expectedDays: round1(expectedDays) },
    },
    {
      name: 'volume',
      points: round1(volumeMax * Math.min(1, lastWeek / usualWeek)),
      max: volumeMax,
      madeOf: { eventsLastWeek: lastWeek, usualEventsPerWeek: round1(usualWeek) },
    },
  ];
  return { value: round1(sum(parts.map((part) => part.points))), parts };
}

/** Brief row 4: the level is named after the risk, so a high level is a low score. */
export function levelOf(score: number): Level {
  if (score < 50) return 'high';
  if (score < 65) return 'medium';
  if (score < 80) return 'low';
  return 'fully_engaged';
}

export function daysSince(lastEventAt: number | null, now: number): number {
  return lastEventAt === null ? Number.POSITIVE_INFINITY : Math.max(0, (now - lastEventAt) / dayMs);
}

const dayMs = 86_400_000;

/** Mean of up to four earlier weeks the learner was enrolled for; the current week judges itself against it. */
function usualEventsPerWeek(days: number[], daysKnown: number): number {
  const weeks = Math.min(4, Math.floor((daysKnown - 7) / 7));
  if (weeks < 1) return leastUsualEventsPerWeek;
  const earlier = days.slice(-7 * (weeks + 1), -7);
  return Math.max(leastUsualEventsPerWeek, sum(earlier) / weeks);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
