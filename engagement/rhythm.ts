import type { WallClock } from './wall-clock.ts';

/** How many events came from a source in an hour. */
export interface HeardHour {
  /** When it began. */
  at: number;
  events: number;
}

/** When a source usually sends how much. Hours are counted since 1970, by the wall clock of those it sends for. */
export interface Rhythm {
  clock: WallClock;
  /** Events by hour; none where there is no entry. */
  heard: ReadonlyMap<number, number>;
  /** From here on it was heard, without a week of silence in between. */
  begins: number;
  /** The hour of the last event, which is not over yet: nothing is learned from it. */
  ends: number;
}

const hourMs = 3_600_000;
const dayHours = 24;
const weekHours = 168;
/** An exam, a holiday or an outage in one of four weeks does not change the median. */
const weeksCompared = 4;
/** Of fewer weeks than this nobody knows which was the odd one: the quietest of them is what can be relied on. */
const weeksForMedian = 3;
/** Saturday; 1970 began on a Thursday, three days after a Monday. */
const firstRestDay = 5;
/**
 * Where an hour has more than so many times the events of its neighbour, a day begins or ends in it, or a batch comes once:
 * they may all come in one of its minutes, so that nothing can be said before it is over.
 */
const edgeRatio = 3;
/** What usually comes in such an hour may be this late. */
const lateHours = 1;
/** The hours before the last event tell whether this is a day like others. */
const paceHours = 6;
/** Fewer usual events in those hours say nothing. */
const paceEventsMin = 20;
/** A day with less of its usual events than this, such as a holiday, is measured by itself. */
const unlikeShare = 0.25;
/** So much is expected however quiet the day: after an outage it looks quiet as well. */
const paceMin = 0.05;
/** Looked through at most, back from now: what has not been missed in two weeks is not missed. */
const hoursLookedAt = 2 * weekHours;

/** What the hours up to the last event say about a source. After a week without any it is taken for a new one. */
export function rhythmOf(hours: readonly HeardHour[], lastEventAt: number, clock: WallClock): Rhythm {
  const ends = hourOf(clock(lastEventAt));
  const heard = new Map<number, number>();
  for (const { at, events } of hours) {
    const hour = hourOf(clock(at));
    if (hour <= ends) heard.set(hour, (heard.get(hour) ?? 0) + events);
  }
  let begins = ends;
  for (const hour of [...heard.keys()].toSorted((one, other) => other - one)) {
    if (begins - hour > weekHours) break;
    begins = hour;
  }
  return { clock, heard, begins, ends };
}

/** How many events usually come in the hour of a moment. */
export function usualAt(rhythm: Rhythm, at: number): number {
  return usualIn(rhythm, hourOf(rhythm.clock(at)));
}

/** The fewest and the most events that came in the same hour of the weeks before; null while there is no such week. */
export function usualRangeAt(rhythm: Rhythm, at: number): { low: number; high: number } | null {
  const samples = weeksBefore(rhythm, hourOf(rhythm.clock(at)));
  return samples.length === 0 ? null : { low: Math.min(...samples), high: Math.max(...samples) };
}

/** How many events should have come since the last one. */
export function expectedSince(rhythm: Rhythm, lastEventAt: number, now: number): number {
  const [from, until] = [rhythm.clock(lastEventAt), rhythm.clock(now)];
  let expected = 0;
  for (let hour = Math.max(rhythm.ends, hourOf(until) - hoursLookedAt); hour <= hourOf(until); hour++) {
    const usual = usualIn(rhythm, hour);
    if (usual === 0) continue;
    const steady = Math.min(
      usual,
      edgeRatio * usualIn(rhythm, hour - 1),
      edgeRatio * usualIn(rhythm, hour + 1),
    );
    const passed = Math.min(until, (hour + 1) * hourMs) - Math.max(from, hour * hourMs);
    expected += (steady * Math.max(0, passed)) / hourMs;
    // In the hour of the last event, what came at once may have come.
    const isOver = hour > rhythm.ends && until >= (hour + 1 + lateHours) * hourMs;
    if (isOver) expected += usual - steady;
  }
  return expected * paceOf(rhythm);
}

/** The busiest usual hour of a stretch of time. */
export function usualWithin(rhythm: Rhythm, from: number, until: number): number {
  const last = hourOf(rhythm.clock(until));
  let most = 0;
  for (let hour = Math.max(hourOf(rhythm.clock(from)), last - hoursLookedAt); hour <= last; hour++) {
    most = Math.max(most, usualIn(rhythm, hour));
  }
  return most;
}

function usualIn(rhythm: Rhythm, hour: number): number {
  const samples = weeksBefore(rhythm, hour);
  if (samples.length === 0) return usualOfYoung(rhythm, hour);
  if (samples.length < weeksForMedian) return Math.min(...samples);
  const sorted = samples.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The same hour of the weeks before, as far as they are known. */
function weeksBefore({ heard, begins, ends }: Rhythm, hour: number): number[] {
  const samples: number[] = [];
  const skipped = Math.max(1, Math.ceil((hour - ends + 1) / weekHours));
  for (let week = skipped; week < skipped + weeksCompared; week++) {
    const then = hour - week * weekHours;
    // The first hour was not heard from its beginning.
    if (then > begins && then < ends) samples.push(heard.get(then) ?? 0);
  }
  return samples;
}

/**
 * Of a source in its first week: what came in the last day, at the hours at which it came then. Whether it sends at night
 * is known after a day, whether at weekends after one; until then nothing is expected.
 */
function usualOfYoung({ heard, begins, ends }: Rhythm, hour: number): number {
  const isRestDay = (Math.floor(hour / dayHours) + 3) % 7 >= firstRestDay;
  if (ends - begins <= dayHours || isRestDay) return 0;
  let lastDay = 0;
  for (let one = ends - dayHours; one < ends; one++) lastDay += heard.get(one) ?? 0;
  const days = Math.max(1, Math.ceil((hour - ends + 1) / dayHours));
  return Math.min(lastDay / dayHours, heard.get(hour - days * dayHours) ?? 0);
}

/** What share of its usual events a source sent in the hours up to its last one; 1 unless that day is unlike others. */
function paceOf(rhythm: Rhythm): number {
  let came = rhythm.heard.get(rhythm.ends) ?? 0;
  let usual = 0;
  for (let hour = rhythm.ends - paceHours; hour < rhythm.ends; hour++) {
    came += rhythm.heard.get(hour) ?? 0;
    usual += usualIn(rhythm, hour);
  }
  if (usual < paceEventsMin || came >= unlikeShare * usual) return 1;
  return Math.max(paceMin, came / usual);
}

function hourOf(wall: number): number {
  return Math.floor(wall / hourMs);
}
