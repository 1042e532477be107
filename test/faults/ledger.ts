import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#seed/random.ts';
import type { IngestAnswer } from '#server/ingest.ts';
import type { Crowd, Learner } from './crowd.ts';

/** A source that never gives up and writes down what it was promised: what was not answered 202 is sent again with the same ids. */
export interface Ledger {
  /** The events that were answered 202, by their ids. */
  acknowledged: Map<string, Promised>;
  /** How many events the answers called fresh, and how many repeats. */
  told: { accepted: number; duplicates: number };
  /** Answers that were not 202, by status; 'no answer' for a connection that broke or took too long. */
  refusals: Map<number | 'no answer', number>;
  /** How long each 202 took, in ms, in the order of their coming. */
  tookMs: number[];
  /** Resolves with the moment of the first 202 for a request that was made after `moment`. */
  answeredAfter: (moment: number) => Promise<number>;
  /** Resolves when so many events are acknowledged. */
  until: (events: number) => Promise<void>;
  /** Finishes what is in flight: after this everything that was ever sent is acknowledged. */
  stop: () => Promise<void>;
}

export interface Promised {
  learner: Learner;
  /** When the event says it happened, in ms. */
  at: number;
}

interface Sending {
  url: string;
  crowd: Crowd;
  random: Random;
  senders?: number;
  batch?: number;
  /** Ends by itself after so many. */
  events?: number;
  /** Steady, and what an outage held up follows at once; flat out when not given. */
  eventsPerSecond?: number;
  /** Every batch is sent so often, its events in another order each time. */
  copies?: number;
  /** How old events are when they are sent. */
  ageMs?: (random: Random) => number;
}

interface Event {
  id: string;
  learner: string;
  type: 'content_view';
  at: string;
}

interface Batch {
  events: Event[];
  promised: [string, Promised][];
  timesLeft: number;
}

const retryMs = 50;
const answerWithinMs = 5_000;
/** Batches of which copies are still to be sent: enough to shuffle them well. */
const waitingMax = 20;
const stopWithinMs = 60_000;
let ledgers = 0;

/** Sends batch after batch until it is stopped. */
export function keepSending(sending: Sending): Ledger {
  const { url, crowd, senders = 3, batch: batchSize = 20, copies = 1, eventsPerSecond } = sending;
  const random = sending.random.fork(`ledger-${ledgers++}`);
  const prefix = `${ledgers.toString(36)}-${random.uniform().toString(36).slice(2, 8)}`;
  const began = performance.now();
  const stopping = new AbortController();
  const waiting = new Set<() => void>();
  const copiesLeft: Batch[] = [];
  const ledger = {
    acknowledged: new Map<string, Promised>(),
    told: { accepted: 0, duplicates: 0 },
    refusals: new Map<number | 'no answer', number>(),
    tookMs: [] as number[],
  };
  let made = 0;
  let newest = { askedAt: 0, answeredAt: 0 };

  async function send(): Promise<void> {
    for (let batch = next(); batch !== null; batch = next()) {
      await untilDue();
      while (!(await isAcknowledged(batch))) await pause(retryMs);
      for (const [id, promised] of batch.promised) ledger.acknowledged.set(id, promised);
      for (const look of waiting) look();
    }
  }

  /** A batch of which copies are left, or a new one; after the stop only the copies. */
  function next(): Batch | null {
    const isEnd = stopping.signal.aborted || made >= (sending.events ?? Infinity);
    const isFull = copiesLeft.length >= waitingMax || isEnd;
    if (copiesLeft.length > 0 && (isFull || random.chance(0.5))) {
      const batch = random.pick(copiesLeft);
      if (--batch.timesLeft === 0) copiesLeft.splice(copiesLeft.indexOf(batch), 1);
      return { ...batch, events: shuffled(batch.events, random) };
    }
    if (isEnd) return null;
    const batch = newBatch();
    if (batch.timesLeft > 0) copiesLeft.push(batch);
    return batch;
  }

  function newBatch(): Batch {
    const now = Date.now();
    const start = Math.floor(random.uniform() * crowd.learners.length);
    const batch: Batch = { events: [], promised: [], timesLeft: copies - 1 };
    for (let index = 0; index < batchSize; index++) {
      const learner = crowd.learners[(start + index) % crowd.learners.length];
      if (learner === undefined) throw new Error('a crowd has learners');
      const at = Math.floor(now - (sending.ageMs?.(random) ?? 0));
      const id = `${prefix}-${made++}`;
      batch.events.push({ id, learner: learner.name, type: 'content_view', at: new Date(at).toISOString() });
      batch.promised.push([id, { learner, at }]);
    }
    return batch;
  }

  async function untilDue(): Promise<void> {
    if (eventsPerSecond === undefined) return;
    const dueAt = began + (made / eventsPerSecond) * 1_000;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
  }

  async function isAcknowledged({ events }: Batch): Promise<boolean> {
    const askedAt = performance.now();
    const asked = await post(url, crowd.sourceKey, events);
    if (asked === null) return note('no answer');
    const { status, retryAfter, text } = asked;
    if (status !== 202) {
      const isExpected = status === 503 || status === 429;
      if (!isExpected || retryAfter === null)
        throw new Error(`answered ${status}, Retry-After ${retryAfter}: ${text}`);
      return note(status);
    }
    const { accepted, duplicates } = JSON.parse(text) as IngestAnswer;
    if (accepted + duplicates !== events.length)
      throw new Error(`of a good batch events were refused: ${text}`);
    ledger.told.accepted += accepted;
    ledger.told.duplicates += duplicates;
    const answeredAt = performance.now();
    ledger.tookMs.push(answeredAt - askedAt);
    if (askedAt > newest.askedAt) newest = { askedAt, answeredAt };
    return true;
  }

  function note(what: number | 'no answer'): false {
    ledger.refusals.set(what, (ledger.refusals.get(what) ?? 0) + 1);
    return false;
  }

  const done = Promise.all(Array.from({ length: senders }, send));
  // Whoever waits hears of it: a surprise ends every wait below.
  done.catch(() => {});

  async function waitFor<T>(found: () => T | null): Promise<T> {
    const seen = Promise.withResolvers<T>();
    const look = () => {
      const value = found();
      if (value !== null) seen.resolve(value);
    };
    waiting.add(look);
    look();
    try {
      const ended = done.then(() =>
        Promise.reject(new Error('the source was stopped while it was waited for')),
      );
      return await Promise.race([seen.promise, ended]);
    } finally {
      waiting.delete(look);
    }
  }

  return {
    ...ledger,
    answeredAfter: (moment) => waitFor(() => (newest.askedAt > moment ? newest.answeredAt : null)),
    until: (events) => waitFor(() => (ledger.acknowledged.size >= events ? undefined : null)),
    async stop() {
      stopping.abort();
      const late = new AbortController();
      const tooLate = pause(stopWithinMs, undefined, { signal: late.signal }).then(() =>
        Promise.reject(new Error(`what was in flight is not acknowledged after ${stopWithinMs / 1_000} s`)),
      );
      await Promise.race([done, tooLate]).finally(() => late.abort());
    },
  };
}

/** Null when there was no answer: a connection that breaks is what this is about, any other surprise is thrown. */
async function post(
  url: string,
  key: string,
  events: Event[],
): Promise<{ status: number; retryAfter: string | null; text: string } | null> {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(events),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text };
  } catch (error) {
    const isBroken = error instanceof TypeError;
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    if (isBroken || isLate) return null;
    throw error;
  }
}

function shuffled<T>(list: T[], random: Random): T[] {
  return list
    .map((one) => ({ one, place: random.uniform() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
