import type { Bench } from './bench.ts';
import { drive } from './drive.ts';
import type { LoadReport } from './load.ts';
import { type Row, median, row, written } from './row.ts';
import type { School } from './school.ts';
import type { Started } from './stand.ts';

/** Who is measured, and with what. */
export interface Sides {
  server: Started;
  /** Does nothing but keep what it is sent; null where there is a limit already. */
  limit: Started | null;
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

export type Figures = Record<
  'eventsPerSecond' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'ownCores',
  number
>;

/** Where the limit appends to. */
export const limitStream = 'bench:limit';
/** Until the compiler is done with all that is hot, and every learner of a small school has a window. */
const warmUpMs = 2_000;
const limitMostMs = 5_000;

/** The medians of several runs against the server, and of as many against the limit in between: what disturbs one disturbs both. */
export async function sideBySide(
  { stand, say, signal }: Bench,
  { server, limit, school }: Sides,
  { runs, forMs, ...load }: Load,
): Promise<{ ours: Figures; best: Figures | null }> {
  const ours: LoadReport[] = [];
  const best: LoadReport[] = [];
  for (let run = 1; run <= runs; run++) {
    const settings = { ...school, ...load };
    ours.push(await drive({ ...settings, port: server.port, until: { warmUpMs, forMs } }, signal));
    say(`run ${run} of ${runs}: ${toldOf(ours.at(-1))}`);
    if (limit === null) continue;
    const until = { warmUpMs, forMs: Math.min(forMs, limitMostMs) };
    best.push(await drive({ ...settings, port: limit.port, until }, signal));
    await stand.redisOwner.unlink(limitStream);
    say(`  its limit: ${toldOf(best.at(-1))}`);
  }
  return { ours: medianOf(ours), best: best.length === 0 ? null : medianOf(best) };
}

/** What the sender waited for an answer while it sent as much as it could. */
export function latencyRows(name: string, { ours, best }: { ours: Figures; best: Figures | null }): Row[] {
  return [
    row(`${name}, p50`, 'ms', ours.p50Ms, best?.p50Ms),
    row(`${name}, p99`, 'ms', ours.p99Ms, best?.p99Ms),
  ];
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
    `sender ${ownCores.toFixed(2)} cores`,
  ].join(', ');
}
