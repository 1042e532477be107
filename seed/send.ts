import type { LearnerEvent } from '#engagement/event.ts';
import { type Latencies, addLatency } from './latencies.ts';

/*
 * A sender that loses nothing while it can help it. A few batches are under way at a time; each keeps
 * its ids until the server has said what became of it: an answer that got lost is asked for again,
 * and the server knows the repeats, in whatever order they come. Only when the server stays away for
 * so long that the backlog is full are events dropped, the oldest first, and that is said.
 */
export interface Sender {
  add: (events: LearnerEvent[]) => void;
  /** Sends what is waiting, for as long as `graceMs`; what is left then counts as unsent. */
  finish: (graceMs: number) => Promise<void>;
  tally: Tally;
  /** When the oldest event happened that is not answered yet; null when all are. */
  oldestAt: () => number | null;
  /** Ends, with the reason, when the server refuses us in a way that no repeating changes. */
  failed: Promise<never>;
}

export interface Tally {
  /** In batches that were answered. */
  sent: number;
  accepted: number;
  duplicates: number;
  refused: number;
  /** Refused events by their code. */
  refusals: Record<string, number>;
  dropped: number;
  /** Not answered yet. */
  waiting: number;
  retries: number;
  /** Of the answered requests. */
  latencies: Latencies;
}

export interface SendTo {
  url: string;
  sourceKey: string;
  /** Counted on in place. */
  tally: Tally;
  /** Told what is wrong, but not again for every try. */
  onTrouble: (what: string) => void;
}

/** A server that does not want these events at all, such as for a wrong key. */
export class SendRefused extends Error {}

/** As many as the server takes. */
const batchMax = 1_000;
/** While one waits for the disk of the server the next is on its way; more than a few would only wait there. */
const underWayMax = 4;
const backlogMax = 50_000;
const requestTimeoutMs = 10_000;
const backOffMs = 100;
const backOffMaxMs = 5_000;
/** A server may ask for patience, but not for so much that a mistake of its clock silences us. */
const retryAfterMaxMs = 60_000;
const complainEveryMs = 30_000;

export function newTally(): Tally {
  return {
    sent: 0,
    accepted: 0,
    duplicates: 0,
    refused: 0,
    refusals: {},
    dropped: 0,
    waiting: 0,
    retries: 0,
    latencies: {},
  };
}

export function openSender({ url, sourceKey, tally, onTrouble }: SendTo): Sender {
  /** In order of time. */
  let backlog: LearnerEvent[] = [];
  const underWay = new Set<LearnerEvent[]>();
  const lanes = new Set<Promise<void>>();
  let complainedAt = Number.NEGATIVE_INFINITY;
  const giveUp = new AbortController();
  const failure = Promise.withResolvers<never>();
  // Whoever races against it sees the reason; nobody racing any more is no unhandled failure.
  failure.promise.catch(() => {});

  function add(events: LearnerEvent[]): void {
    backlog = backlog.concat(events);
    const excess = backlog.length - backlogMax;
    if (excess > 0) {
      backlog = backlog.slice(excess);
      tally.dropped += excess;
      complain(`more than ${backlogMax} events are waiting: dropping the oldest`);
    }
    while (backlog.length > 0 && lanes.size < underWayMax && !giveUp.signal.aborted) openLane();
    countWaiting();
  }

  function openLane(): void {
    const lane = drain()
      .catch(failure.reject)
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  async function drain(): Promise<void> {
    while (backlog.length > 0 && !giveUp.signal.aborted) {
      const batch = backlog.splice(0, batchMax);
      underWay.add(batch);
      if (!(await sendUntilAnswered(batch))) return;
      underWay.delete(batch);
      countWaiting();
    }
  }

  /** False when there was no time left for it. */
  async function sendUntilAnswered(batch: LearnerEvent[]): Promise<boolean> {
    const body = JSON.stringify(batch.map(wireOf));
    for (let tries = 0; ; tries++) {
      const began = performance.now();
      const result = await post(url, sourceKey, body, giveUp.signal);
      if (result.outcome === 'answered') {
        addLatency(tally.latencies, performance.now() - began);
        count(tally, batch.length, result.answer);
        return true;
      }
      if (result.outcome === 'refused') throw new SendRefused(result.why);
      if (!giveUp.signal.aborted) complain(`${result.why}; trying again`);
      tally.retries++;
      const waitMs = result.retryAfterMs ?? Math.min(backOffMaxMs, backOffMs * 2 ** Math.min(tries, 10));
      if (!(await pause(Math.min(waitMs, retryAfterMaxMs), giveUp.signal))) return false;
    }
  }

  function countWaiting(): void {
    tally.waiting = backlog.length;
    for (const { length } of underWay) tally.waiting += length;
  }

  function complain(what: string): void {
    if (performance.now() - complainedAt < complainEveryMs) return;
    complainedAt = performance.now();
    onTrouble(what);
  }

  function oldestAt(): number | null {
    const times = [backlog, ...underWay].flatMap(([first]) => (first ? [first.at] : []));
    return times.length === 0 ? null : Math.min(...times);
  }

  async function finish(graceMs: number): Promise<void> {
    const timer = setTimeout(() => giveUp.abort(), graceMs);
    await Promise.all(lanes);
    clearTimeout(timer);
    giveUp.abort();
    countWaiting();
  }

  return { add, finish, tally, oldestAt, failed: failure.promise };
}

/** An event as the API takes it: times in words. */
export function wireOf({ at, attendance, ...event }: LearnerEvent): Record<string, unknown> {
  const wire = { ...event, at: timeOf(at) };
  if (!attendance) return wire;
  const { scheduledStart: start, scheduledEnd: end, ...rest } = attendance;
  return {
    ...wire,
    attendance: {
      ...rest,
      ...(start === undefined ? {} : { scheduledStart: timeOf(start) }),
      ...(end === undefined ? {} : { scheduledEnd: timeOf(end) }),
    },
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

interface Answer {
  accepted: number;
  duplicates: number;
  rejected: { code: string }[];
}

type Result =
  | { outcome: 'answered'; answer: Answer }
  | { outcome: 'again'; why: string; retryAfterMs?: number }
  | { outcome: 'refused'; why: string };

async function post(url: string, sourceKey: string, body: string, giveUp: AbortSignal): Promise<Result> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL('/v1/events', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.any([giveUp, AbortSignal.timeout(requestTimeoutMs)]),
    });
    text = await response.text();
  } catch (error) {
    return { outcome: 'again', why: `${url} does not answer (${reasonOf(error)})` };
  }
  if (response.status === 202) {
    const answer = answerOf(text);
    // Half an answer is none: the repeat tells what was kept.
    return answer
      ? { outcome: 'answered', answer }
      : { outcome: 'again', why: `${url} answered 202 with something else` };
  }
  const why = `${url} answered ${response.status} ${text.slice(0, 200)}`;
  if (response.status !== 429 && response.status < 500) return { outcome: 'refused', why };
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
  return { outcome: 'again', why, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

function answerOf(text: string): Answer | null {
  try {
    const { accepted, duplicates, rejected } = JSON.parse(text) as Partial<Answer>;
    return typeof accepted === 'number' && typeof duplicates === 'number' && Array.isArray(rejected)
      ? { accepted, duplicates, rejected }
      : null;
  } catch {
    return null;
  }
}

/** Seconds, or a date (RFC 9110). */
function retryAfterOf(header: string | null): number | null {
  if (header === null || header === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}

function count(tally: Tally, sent: number, { accepted, duplicates, rejected }: Answer): void {
  tally.sent += sent;
  tally.accepted += accepted;
  tally.duplicates += duplicates;
  tally.refused += rejected.length;
  for (const { code } of rejected) tally.refusals[code] = (tally.refusals[code] ?? 0) + 1;
}

/** Whether the time passed before somebody gave up. */
export function pause(ms: number, until: AbortSignal): Promise<boolean> {
  if (until.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      until.removeEventListener('abort', stop);
      resolve(true);
    }, ms);
    until.addEventListener('abort', stop, { once: true });
  });
}
