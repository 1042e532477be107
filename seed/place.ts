import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { newTally } from './send.ts';

/*
 * Where a play is: enough to go on from there after it was stopped, or killed. The cohort is not
 * written down; the same seed and the same news make the same events, so it is played again, unheard,
 * up to what the server has not yet answered. For that nothing may happen that does not stand here
 * before: neither news that nobody would know of, nor events later than `until`.
 */
const news = z.object({
  nudge: z.string(),
  learner: z.string(),
  what: z.enum(['received', 'promised']),
  /** It offers a mentor; places of before do not say. */
  isOffer: z.boolean().default(false),
  /** When the cohort heard of it, in its own time. */
  at: z.number(),
  leg: z.number(),
  /** How much of what it led to the server was told. */
  told: z.enum(['nothing', 'opened', 'all']),
  /** Our learner accepts it: that the server says so later is no news. */
  isAccepted: z.boolean(),
});

const count = z.int().nonnegative();

const place = z.object({
  run: z.string(),
  /** Of what is asked for with options; null where none was given. */
  settings: z.object({
    learners: z.number().nullable(),
    rate: z.number().nullable(),
    speed: z.number(),
    forMs: z.number().nullable(),
    seed: z.string(),
    zone: z.string(),
  }),
  url: z.string(),
  /** Tells one source from another without giving away its key. */
  source: z.string(),
  status: z.enum(['new', 'playing', 'stopped', 'ended']),
  /** Who plays, while `playing`. */
  process: z.number(),
  savedAt: z.number(),
  beganAt: z.number(),
  /** For how long it was played so far. */
  playedMs: z.number(),
  /** A conducted cohort begins anew where a play goes on: each time is a leg. */
  leg: count,
  from: z.number(),
  /** Of the leg: nothing happened later than this, in the cohort's time. */
  until: z.number(),
  /** Of the leg: everything before this was answered. */
  settledUntil: z.number(),
  news: z.array(news),
  taken: z.object({ received: count, opened: count, accepted: count, later: count, not_for_me: count }),
  tally: z.object({
    sent: count,
    accepted: count,
    duplicates: count,
    refused: count,
    refusals: z.record(z.string(), count),
    dropped: count,
    waiting: count,
    retries: count,
    latencies: z.record(z.string(), count),
  }),
});

export type Place = z.infer<typeof place>;
export type News = z.infer<typeof news>;
/** How nudges were taken. */
export type Taken = Place['taken'];

export function newPlace(of: Pick<Place, 'run' | 'settings' | 'url'> & { sourceKey: string }): Place {
  const { sourceKey, ...more } = of;
  return {
    ...more,
    source: markOf(sourceKey),
    status: 'new',
    process: process.pid,
    savedAt: 0,
    beganAt: 0,
    playedMs: 0,
    leg: 0,
    from: 0,
    until: 0,
    settledUntil: 0,
    news: [],
    taken: { received: 0, opened: 0, accepted: 0, later: 0, not_for_me: 0 },
    tally: newTally(),
  };
}

/** Null when there is no such file; throws when it is something else. */
export async function readPlace(file: string): Promise<Place | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : place.parse(JSON.parse(text));
}

/** Whole or not at all. */
export async function writePlace(file: string, where: Place): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(where), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

/** A key that is not the one it was played with belongs to another source, or another server. */
export function isOfSource({ source }: Place, sourceKey: string): boolean {
  return source === markOf(sourceKey);
}

function markOf(sourceKey: string): string {
  return createHash('sha256').update(sourceKey).digest('hex').slice(0, 16);
}
