import type { RedisClient } from './connect.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { isCounted } from '#engagement/window.ts';
import { dueMember } from './due.ts';
import { dueKey, logKey, seenKey, wakeChannel, windowKey } from './keys.ts';

/** One event for one enrolment; as JSON it is its line in the log, and what the archive reads. */
export interface IngestRow {
  enrolment: string;
  cohort: string;
  source: string;
  receivedAt: number;
  event: LearnerEvent;
}

/** Batches waiting to be archived, per shard: at 100 events each, half an hour of ten thousand events a second over all shards. */
export const logEntriesMax = 20_000;
/** A set is named after a day and read during the next one as well. */
const seenKeptS = 2 * 86_400;
const dayMs = 86_400_000;

/** The log of a shard holds all it may: nothing was kept. */
export class LogFull extends Error {}

/**
 * Refuses repeats, counts, logs and marks due, all or nothing, for rows of one tenant and one shard.
 * Returns for each row whether it was fresh.
 */
export async function ingest(
  redis: RedisClient,
  shard: number,
  tenant: string,
  rows: IngestRow[],
  now: number,
): Promise<boolean[]> {
  const day = Math.floor(now / dayMs);
  const keys = [logKey(shard), dueKey(shard), seenKey(shard, tenant, day), seenKey(shard, tenant, day - 1)];
  const windowAt = new Map<string, number>();
  const words: (string | number)[] = [now, tenant, logEntriesMax, seenKeptS, wakeChannel, shard];
  for (const row of rows) {
    let index = windowAt.get(row.enrolment);
    if (index === undefined) {
      index = keys.push(windowKey(shard, tenant, row.enrolment));
      windowAt.set(row.enrolment, index);
    }
    words.push(
      index,
      dueMember({ tenant, cohort: row.cohort, enrolment: row.enrolment }),
      `${row.source} ${row.cohort} ${row.event.id}`,
      Math.floor(row.event.at / 1000),
      isCounted(row.event, row.receivedAt) ? 1 : 0,
      JSON.stringify(row),
    );
  }
  try {
    const fresh = await redis.ingest(keys.length, ...keys, ...words);
    return [...fresh].map((flag) => flag === '1');
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('LOGFULL')) throw new LogFull(error.message);
    throw error;
  }
}

/** The packed windows of enrolments of one shard, in the order asked; null where nothing was ever counted. */
export async function readWindows(
  redis: RedisClient,
  shard: number,
  tenant: string,
  enrolments: string[],
): Promise<(Uint8Array | null)[]> {
  if (enrolments.length === 0) return [];
  return redis.mgetBuffer(enrolments.map((enrolment) => windowKey(shard, tenant, enrolment)));
}

/** Puts a window made from history in place of what is there. */
export async function writeWindow(
  redis: RedisClient,
  shard: number,
  tenant: string,
  enrolment: string,
  window: Uint8Array,
): Promise<void> {
  await redis.set(windowKey(shard, tenant, enrolment), Buffer.from(window));
}
