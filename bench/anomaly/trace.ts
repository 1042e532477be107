import type { LearnerEvent } from '#engagement/event.ts';
import { markOf } from '#engagement/mark.ts';
import type { OwnActivity } from '#engagement/weeks.ts';
import type { Calendar } from '#seed/calendar.ts';
import type { Random } from '#seed/random.ts';

/** What one learner did, by local hour from the first day on: the same sums that windows hold, of a whole term. */
export interface Trace {
  /** Who it is. */
  id: string;
  events: Uint32Array;
  seconds: Uint32Array;
}

const hourMs = 3_600_000;
/** As windows hold. */
const windowDays = 84;
const windowHours = 48;

export function traceOf(
  id: string,
  events: readonly LearnerEvent[],
  calendar: Calendar,
  days: number,
): Trace {
  const trace = { id, events: new Uint32Array(days * 24), seconds: new Uint32Array(days * 24) };
  for (const event of events) {
    const { kind, seconds } = markOf(event, 'UTC');
    const day = calendar.indexAt(event.at);
    if (kind === null || day < 0 || day >= days) continue;
    const hour = Math.min(23, Math.floor((event.at - calendar.day(day).midnight) / hourMs));
    const at = day * 24 + hour;
    trace.events[at] = (trace.events[at] ?? 0) + 1;
    trace.seconds[at] = (trace.seconds[at] ?? 0) + seconds;
  }
  return trace;
}

/** What a window would say of them at the end of an hour. */
export function ownAt({ events, seconds }: Trace, day: number, hour: number): OwnActivity {
  const now = day * 24 + hour;
  return {
    days: byDay(events, day, now),
    seconds: byDay(seconds, day, now),
    hours: Array.from({ length: windowHours }, (_, index) => events[now - windowHours + 1 + index] ?? 0),
  };
}

function byDay(values: Uint32Array, day: number, now: number): number[] {
  return Array.from({ length: windowDays }, (_, index) => {
    const midnight = (day - windowDays + 1 + index) * 24;
    let sum = 0;
    for (let at = midnight; at < midnight + 24 && at <= now; at++) sum += values[at] ?? 0;
    return sum;
  });
}

/** A learner who changes at one moment. */
export type Change = (events: readonly LearnerEvent[], from: number) => LearnerEvent[];

export const stopped: Change = (events, from) => events.filter(({ at }) => at < from);

/** Every second sitting, by lot. */
export function halved(random: Random): Change {
  return (events, from) => {
    const kept = new Map<string, boolean>();
    return events.filter(({ id, at }) => {
      const [, sitting = ''] = id.split('.');
      const isKept = kept.get(sitting) ?? random.chance(0.5);
      kept.set(sitting, isKept);
      return at < from || isKept;
    });
  };
}

/** Does all that somebody like them does as well. */
export function doubledBy(twin: readonly LearnerEvent[]): Change {
  return (events, from) => [...events, ...twin.filter(({ at }) => at >= from)];
}

/** All that they do they do so many hours later. */
export function laterBy(hours: number): Change {
  return (events, from) =>
    events.map((event) => (event.at < from ? event : { ...event, at: event.at + hours * hourMs }));
}
