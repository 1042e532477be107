import { randomUUID } from 'node:crypto';
import type { IngestAnswer } from '#server/ingest.ts';

/** A source that never gives up: what was not acknowledged is sent again with the same ids. */
export interface Ledger {
  /** Ids of events that were answered 202. */
  acknowledged: Set<string>;
  /** When the last 202 came. */
  lastAt: () => number;
  refusals: Map<number | string, number>;
  /** Resolves with the moment of the next 202. */
  next: () => Promise<number>;
  /** Finishes what is in flight: after this everything sent is acknowledged. */
  stop: () => Promise<void>;
}

const sendersAtOnce = 3;
const batchSize = 20;
const learners = 25;
const retryMs = 50;
const answerWithinMs = 3_000;

/** Sends events of now, batch after batch, until it is stopped. */
export function keepSending(url: string, sourceKey: string): Ledger {
  const acknowledged = new Set<string>();
  const refusals = new Map<number | string, number>();
  const waiting = new Set<(at: number) => void>();
  let lastAt = 0;
  let isStopping = false;

  async function send(): Promise<void> {
    while (!isStopping) {
      const batch = Array.from({ length: batchSize }, (_, index) => ({
        id: randomUUID(),
        learner: `learner-${index % learners}`,
        type: 'content_view',
        at: new Date().toISOString(),
      }));
      while (!(await isAcknowledged(batch)))
        await new Promise((resolve) => globalThis.setTimeout(resolve, retryMs));
      for (const { id } of batch) acknowledged.add(id);
      lastAt = performance.now();
      for (const resolve of waiting) resolve(lastAt);
      waiting.clear();
    }
  }

  async function isAcknowledged(batch: unknown[]): Promise<boolean> {
    try {
      const response = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(batch),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      if (response.status === 202) {
        const { accepted, duplicates } = (await response.json()) as IngestAnswer;
        if (accepted + duplicates !== batch.length)
          throw new Error('a good batch was answered with refusals');
        return true;
      }
      note(response.status);
      const mustSayWhen = response.status === 503 || response.status === 429;
      if (!mustSayWhen || response.headers.get('retry-after') === null) {
        throw new Error(`answered ${response.status}: ${await response.text()}`);
      }
      return false;
    } catch (error) {
      // A connection that breaks is what this is about; any other surprise fails the test.
      if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) {
        note('no answer');
        return false;
      }
      throw error;
    }
  }

  function note(what: number | string): void {
    refusals.set(what, (refusals.get(what) ?? 0) + 1);
  }

  const senders = Promise.all(Array.from({ length: sendersAtOnce }, send));
  senders.catch(() => {});
  return {
    acknowledged,
    refusals,
    lastAt: () => lastAt,
    next: () => Promise.race([new Promise<number>((resolve) => waiting.add(resolve)), senders.then(() => 0)]),
    async stop() {
      isStopping = true;
      await senders;
    },
  };
}
