import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { readAnswer } from './answer.ts';
import { createBatch } from './batch.ts';
import { createHistogram } from './histogram.ts';

// A program of its own that plays the senders: every connection sends its next request when its last one is answered.

export interface LoadSettings {
  port: number;
  sourceKey: string;
  connections: number;
  /** Events of one request. */
  events: number;
  learners: number;
  /** Learner n is in cohort n / (learners / cohorts). */
  cohorts: number;
  until: { requests: number } | { warmUpMs: number; forMs: number };
  /** Not as many as are answered, but so many, evenly. */
  eventsPerSecond?: number;
}

export interface LoadReport {
  eventsPerSecond: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Events the server said it kept, those of the warm-up included. */
  accepted: number;
  /** How often the answer was anything but a 202 for the whole batch, by what it was. */
  refused: Record<string, number>;
  /** How much of one core the sender itself took. */
  ownCores: number;
}

process.once('message', (settings: LoadSettings) => {
  void load(settings).then((report) => process.send?.(report));
});
// The parent has the report, or is gone.
process.once('disconnect', () => process.exit());

async function load(settings: LoadSettings): Promise<LoadReport> {
  const { connections, events, until, eventsPerSecond } = settings;
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(settings.port)));
  const turn = takeTurns(settings);
  const clock = createClock();
  const run = randomBytes(4).toString('hex');
  const latencies = createHistogram();
  const refused: Record<string, number> = {};
  let [sent, accepted, counted, answered] = [0, 0, 0, 0];

  const began = performance.now();
  const from = began + ('forMs' in until ? until.warmUpMs : 0);
  const to = 'forMs' in until ? from + until.forMs : Infinity;
  const requestsMax = 'requests' in until ? until.requests : Infinity;
  const ownBefore = process.cpuUsage();

  await Promise.all(
    sockets.map(async (socket) => {
      const batch = createBatch({ ...settings, host: `127.0.0.1:${settings.port}`, run });
      while (sent < requestsMax && performance.now() < to) {
        const number = sent;
        const firstId = number * events;
        sent += 1;
        if (eventsPerSecond !== undefined) {
          const dueAt = began + (number * events * 1_000) / eventsPerSecond;
          await pause(Math.max(0, dueAt - performance.now()));
        }
        batch.fill(firstId, clock(), turn());
        const sentAt = performance.now();
        const answer = await ask(socket, batch.bytes);
        const now = performance.now();
        accepted += answer.accepted;
        const isWhole = answer.status === 202 && answer.accepted === events;
        const what = answer.status === 202 ? '202 for a part of the batch' : String(answer.status);
        if (!isWhole) refused[what] = (refused[what] ?? 0) + 1;
        if (now < from || now > to) continue;
        answered += 1;
        counted += answer.accepted;
        // One that began in the warm-up says something about the warm-up.
        if (sentAt >= from) latencies.add(now - sentAt);
      }
      socket.end();
    }),
  );

  const elapsedMs = performance.now() - began;
  const seconds = ('forMs' in until ? until.forMs : elapsedMs) / 1000;
  const own = process.cpuUsage(ownBefore);
  return {
    eventsPerSecond: counted / seconds,
    requestsPerSecond: answered / seconds,
    p50Ms: latencies.percentile(0.5),
    p95Ms: latencies.percentile(0.95),
    p99Ms: latencies.percentile(0.99),
    accepted,
    refused,
    ownCores: (own.user + own.system) / 1000 / elapsedMs,
  };
}

/**
 * Who the events of the next request are about. An LMS reports a class at a time, so a request is about learners of one
 * cohort; the cohorts take turns, and so do the learners of each, so that all get the same number of events.
 */
function takeTurns({ learners, cohorts, events }: LoadSettings): () => (slot: number) => number {
  const size = Math.floor(learners / cohorts);
  // Not from the first one on, or several short runs would all be about the same few.
  const passed = Uint32Array.from({ length: cohorts }, () => Math.floor(Math.random() * size));
  let cohort = -1;
  return () => {
    cohort = (cohort + 1) % cohorts;
    const first = cohort * size;
    const start = passed[cohort] ?? 0;
    passed[cohort] = (start + events) % size;
    return (slot) => first + ((start + slot) % size);
  };
}

/** The time as text, made anew each millisecond only. */
function createClock(): () => Buffer {
  const text = Buffer.alloc(24);
  let shown = 0;
  return () => {
    const now = Date.now();
    if (now !== shown) text.write(new Date(now).toISOString(), 'latin1');
    shown = now;
    return text;
  };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  return socket;
}

/** Sends one request and waits for its answer. */
function ask(socket: Socket, request: Buffer): Promise<{ status: number; accepted: number }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const closed = () => reject(new Error('the server closed the connection'));
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      try {
        const answer = readAnswer(text);
        if (answer === null) return;
        socket.off('data', read).off('close', closed).off('error', reject);
        resolve(answer);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    socket.on('data', read).once('close', closed).once('error', reject);
    socket.write(request);
  });
}
