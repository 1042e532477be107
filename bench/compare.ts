import type { Bench } from './bench.ts';
import { type Driven, drive } from './drive.ts';
import { batches, fill } from './fill.ts';
import { median, written } from './row.ts';
import { createSchool } from './school.ts';
import type { Started } from './stand.ts';

/** Who is measured, who does nothing but keep what it is sent, and how large the school is. */
export interface Sides {
  server: Started;
  limit: Started;
  learners: number;
}

export interface Load {
  connections: number;
  /** Events of one request. */
  events: number;
  runs: number;
  /** Of one run. */
  forMs: number;
}

const figures = [
  'eventsPerSecond',
  'requestsPerSecond',
  'p50Ms',
  'p99Ms',
  'serverUs',
  'redisUs',
  'ownCores',
] as const;

export type Figures = Record<(typeof figures)[number], number>;

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
  { server, limit, learners }: Sides,
  { runs, forMs, ...load }: Load,
): Promise<Compared> {
  const { stand, say } = bench;
  const best: Driven[] = [];
  const ours = await alone(runs, say, async () => {
    // A school for each run, all of whose learners the server has just met: it asks for each of them again after a while,
    // and a run would measure how long ago the last while began.
    const school = await createSchool(stand, learners);
    await fill(bench, { server, school }, learners / batches.events);
    const until = { warmUpMs, forMs };
    const report = await drive(bench, server, { ...school, ...load, until });
    const least = { warmUpMs, forMs: Math.min(forMs, limitMostMs) };
    best.push(await drive(bench, limit, { ...school, ...load, until: least }));
    await stand.redisOwner.unlink(limitStream);
    say(`  the limit: ${toldOf(best.at(-1))}`);
    return report;
  });
  return { ours, best: medianOf(best) };
}

/** The medians of several runs. */
export async function alone(
  runs: number,
  say: (line: string) => void,
  run: () => Promise<Driven>,
): Promise<Figures> {
  const reports: Driven[] = [];
  while (reports.length < runs) {
    reports.push(await run());
    say(`  run ${reports.length} of ${runs}: ${toldOf(reports.at(-1))}`);
  }
  return medianOf(reports);
}

function medianOf(reports: Driven[]): Figures {
  const entries = figures.map((name) => [name, median(reports.map((report) => report[name]))] as const);
  return Object.fromEntries(entries) as Figures;
}

function toldOf(report: Driven | undefined): string {
  if (report === undefined) return '';
  const { eventsPerSecond, requestsPerSecond, p50Ms, p99Ms, serverUs, redisUs, ownCores } = report;
  return [
    `${written(eventsPerSecond)} events/s`,
    `${written(requestsPerSecond)} requests/s`,
    `p50 ${written(p50Ms)} ms`,
    `p99 ${written(p99Ms)} ms`,
    `server ${written(serverUs)} µs an event`,
    `Redis ${written(redisUs)} µs`,
    `senders ${written(ownCores)} cores`,
  ].join(', ');
}
