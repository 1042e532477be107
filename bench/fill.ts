import type { Bench } from './bench.ts';
import { type Driven, drive } from './drive.ts';
import type { School } from './school.ts';
import type { Started } from './stand.ts';

/** Enough that the server always has a batch to do. More would only queue, and be counted as latency. */
export const batches = { connections: 16, events: 100 };
/** A single event is over so soon that it takes more of them. */
export const singles = { connections: 64, events: 1 };

/** Sends so many requests, with the learners in turn: nobody twice before everybody once. */
export async function fill(
  bench: Bench,
  { server, school }: { server: Started; school: School },
  requests: number,
  shape = batches,
): Promise<Driven> {
  return drive(bench, server, { ...shape, ...school, until: { requests } });
}
