import type { JourneyEntry } from '#engagement/learner.ts';
import { type TutoredSession, sessionOf, sessionProblem } from '#engagement/session.ts';
import { type Writing, writingOf } from './writing.ts';

/** A line of the journey: something that happened, or a stretch of a learner's events told as one. */
export type JourneyLine = { at: string; key: string } & (
  | { what: 'entry'; entry: Exclude<JourneyEntry, { what: 'event' }> }
  | { what: 'session'; session: TutoredSession; from: number; lastedMs: number }
  | { what: 'sitting'; events: number; lastedMs: number; types: string[]; writings: Writing[] }
);

/** After a pause this long a learner has sat down anew. */
const pauseMs = 30 * 60_000;
/** They say that a session ran, not what was done in it. */
const frames = new Set(['session_start', 'session_heartbeat', 'session_end']);

/** Around a tutored session these say once more that it took place. */
const sessionParts = new Set([...frames, 'attendance']);
/** They may be told a little before it began, or after it ended. */
const sessionSlackMs = 15 * 60_000;

/**
 * Entries come newest first and stay so; events between which nothing else happened become one sitting,
 * and a session with a mentor is a line of its own.
 */
export function linesOf(entries: JourneyEntry[]): JourneyLine[] {
  const sessions = new Map(entries.flatMap((entry) => tutoredSessions(entry)));
  const lines: JourneyLine[] = [];
  let sitting: { newest: number; oldest: number; events: number; types: Map<string, number> } | null = null;
  entries.forEach((entry, index) => {
    const at = Date.parse(entry.at);
    if (entry.what !== 'event') {
      sitting = null;
      lines.push({ what: 'entry', at: entry.at, key: `${entry.what} ${entry.at} ${index}`, entry });
      return;
    }
    const tutored = sessions.get(entry);
    if (tutored) {
      sitting = null;
      const { session, from, to } = tutored;
      const key = `session ${entry.at} ${index}`;
      const lastedMs = entry.type === 'session_end' ? to - from : 0;
      lines.push({ what: 'session', at: entry.at, key, session, from, lastedMs });
      return;
    }
    if (sessionParts.has(entry.type) && isWithinOne([...sessions.values()], at)) return;
    if (!sitting || sitting.oldest - at > pauseMs) {
      sitting = { newest: at, oldest: at, events: 0, types: new Map() };
      lines.push({
        what: 'sitting',
        at: entry.at,
        key: `sitting ${entry.at}`,
        events: 0,
        lastedMs: 0,
        types: [],
        writings: [],
      });
    }
    sitting.oldest = at;
    sitting.events += 1;
    const type = typeOf(entry);
    if (!frames.has(type)) sitting.types.set(type, (sitting.types.get(type) ?? 0) + 1);
    const line = lines.at(-1);
    if (line?.what === 'sitting') {
      const writing = writingOf(entry);
      if (writing) line.writings.push(writing);
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

interface Tutored {
  session: TutoredSession;
  from: number;
  to: number;
}

function tutoredSessions(entry: JourneyEntry): [JourneyEntry, Tutored][] {
  if (entry.what !== 'event') return [];
  const { session, durationS, attendance } = entry.detail;
  if (session === undefined || sessionProblem(session) !== undefined) return [];
  const to = Date.parse(entry.at);
  const from = typeof durationS === 'number' ? to - durationS * 1_000 : (plannedStart(attendance) ?? to);
  return [[entry, { session: sessionOf({ ...session }), from, to }]];
}

/** Of a session that did not take place nobody knows more than when it should have begun. */
function plannedStart(attendance: unknown): number | undefined {
  if (typeof attendance !== 'object' || attendance === null) return undefined;
  const start = 'scheduledStart' in attendance ? attendance.scheduledStart : undefined;
  return typeof start === 'number' ? start : undefined;
}

function isWithinOne(sessions: readonly Tutored[], at: number): boolean {
  return sessions.some(({ from, to }) => at >= from - sessionSlackMs && at <= to + sessionSlackMs);
}
