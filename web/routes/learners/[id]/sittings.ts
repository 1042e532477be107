import type { JourneyEntry } from '#engagement/learner.ts';

/** A line of the journey: something that happened, or a stretch of a learner's events told as one. */
export type JourneyLine = { at: string; key: string } & (
  | { what: 'entry'; entry: Exclude<JourneyEntry, { what: 'event' }> }
  | { what: 'sitting'; events: number; lastedMs: number; types: string[] }
);

/** After a pause this long a learner has sat down anew. */
const pauseMs = 30 * 60_000;
/** They say that a session ran, not what was done in it. */
const frames = new Set(['session_start', 'session_heartbeat', 'session_end']);

/** Entries come newest first and stay so; events between which nothing else happened become one sitting. */
export function linesOf(entries: JourneyEntry[]): JourneyLine[] {
  const lines: JourneyLine[] = [];
  let sitting: { newest: number; oldest: number; events: number; types: Map<string, number> } | null = null;
  entries.forEach((entry, index) => {
    const at = Date.parse(entry.at);
    if (entry.what !== 'event') {
      sitting = null;
      lines.push({ what: 'entry', at: entry.at, key: `${entry.what} ${entry.at} ${index}`, entry });
      return;
    }
    if (!sitting || sitting.oldest - at > pauseMs) {
      sitting = { newest: at, oldest: at, events: 0, types: new Map() };
      lines.push({
        what: 'sitting',
        at: entry.at,
        key: `sitting ${entry.at}`,
        events: 0,
        lastedMs: 0,
        types: [],
      });
    }
    sitting.oldest = at;
    sitting.events += 1;
    const type = typeOf(entry);
    if (!frames.has(type)) sitting.types.set(type, (sitting.types.get(type) ?? 0) + 1);
    const line = lines.at(-1);
    if (line?.what === 'sitting') {
      line.events = sitting.events;
      line.lastedMs = sitting.newest - sitting.oldest;
      line.types = [...sitting.types].toSorted(([, a], [, b]) => b - a).map(([type]) => type);
    }
  });
  return lines;
}

/** What was done; of a session, whether they were there. */
function typeOf({ type, detail }: Extract<JourneyEntry, { what: 'event' }>): string {
  const { attendance } = detail;
  const isNoted = typeof attendance === 'object' && attendance !== null && 'status' in attendance;
  return isNoted ? `attendance_${String(attendance.status)}` : type;
}
