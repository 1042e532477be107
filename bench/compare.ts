import type { Bench } from './bench.ts';
import { drive } from './drive.ts';
import { batches, fill } from './fill.ts';
import type { LoadReport } from './load.ts';
import { median, written } from './row.ts';
import type { School } from './school.ts';
import type { Started } from './stand.ts';

/** Who is measured, who does nothing but keep what it is sent, and about whom. */
export interface Sides {
  server: Started;
  limit: Started;
  school: School;
}

export interface Load {
  connections: number;
  /** Events of one request. */
  events: number;
  runs: number;
  /** Of one run. */
  forMs: number;
}

export type Figures = Pick<
  LoadReport,
  'eventsPerSecond' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'ownCores'
>;

export interface Compared {
  ours: Figures;
  best: Figures;
}

/** Where the limit appends to. */
export const limitStream = 'bench:limit';
/** Until the compiler is done with all that is hot. */
export const warmUpMs = 2_000;
const limitMostMs = 5_000;

/** The medians of several runs against the server, and of as many against the limit in between: what disturbs one disturbs both. */
export async function compare(
  bench: Bench,
  { server, limit, school }: Sides,
  { runs, forMs, ...load }: Load,
): Promise<Compared> {
  const best: LoadReport[] = [];
  const ours = await alone(runs, bench.say, async () => {
    const until = { warmUpMs, forMs: Math.min(forMs, limitMostMs) };
    best.push(await drive({ ...school, ...load, port: limit.port, until }, bench.signal));
    await bench.stand.redisOwner.unlink(limitStream);
    bench.say(`  the limit: ${toldOf(best.at(-1))}`);
    // Of all learners something was heard lately: else a run would measure how long ago it was.
    await fill(bench, { server, school }, school.learners / batches.events);
    const settings = { ...school, ...load, port: server.port, until: { warmUpMs, forMs } };
    return drive(settings, bench.signal);
  });
  return { ours, best: medianOf(best) };
}

/** The medians of several runs. */
export async function alone(
  runs: number,
  say: (line: string) => void,
  run: () => Promise<LoadReport>,
): Promise<Figures> {
  const reports: LoadReport[] = [];
  while (reports.length < runs) {
    reports.push(await run());
    say(`  run ${reports.length} of ${runs}: ${toldOf(reports.at(-1))}`);
  }
  return medianOf(reports);
}

function medianOf(reports: LoadReport[]): Figures {
  const of = (name: keyof Figures) => median(reports.map((report) => report[name]));
  return {
    eventsPerSecond: of('eventsPerSecond'),
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    ownCores: of('ownCores'),
  };
}

function toldOf(report: LoadReport | undefined): string {
  if (report === undefined) return '';
  const { eventsPerSecond, requestsPerSecond, p50Ms, p99Ms, ownCores } = report;
  return [
    `${written(eventsPerSecond)} events/s`,
    `${written(requestsPerSecond)} requests/s`,
    `p50 ${written(p50Ms)} ms`,
    `p99 ${written(p99Ms)} ms`,
    `senders ${written(ownCores)} cores`,
  ].join(', ');
}
