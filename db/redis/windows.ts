import { type RedisClient, mastersOf } from './connect.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { isCounted, kinds, markOf } from '#engagement/mark.ts';
import { isReadable, rareAdds } from '#engagement/window.ts';
import {
  allWindowsKeys,
  countedChannel,
  countedKey,
  dueKey,
  feedKey,
  logKey,
  saidKey,
  seenKey,
  wakeChannel,
  windowsKey,
} from './keys.ts';
import { lineOf } from './log.ts';
import { shardOf } from './shards.ts';

/** Events of one source for one cohort, as they arrived together: what one atomic step takes. */
export interface Batch {
  tenant: string;
  cohort: string;
  source: string;
  receivedAt: number;
  rows: Row[];
}

/** How the events of a batch count: by the calendar of their cohort, and no more of a learner than the source may send. */
export interface Counting {
  timeZone: string;
  perLearnerMinute: number;
}

/** One event for one enrolment. */
export interface Row {
  enrolment: string;
  event: LearnerEvent;
}

/** What became of an event: counted and logged, known already, or more than this learner may have in a minute. */
export type Taken = 'fresh' | 'repeat' | 'over_limit';

/** Batches waiting to be archived, per shard: at 100 events each, half an hour of ten thousand events a second over all shards. */
export const logEntriesMax = 20_000;
/** A set is named after a day and read during the next one as well. */
const seenKeptS = 2 * 86_400;
const dayMs = 86_400_000;

/** The log of a shard holds all it may: nothing was kept. */
export class LogFull extends Error {}

/**
 * Refuses repeats, counts, logs and marks due, all or nothing.
 * Returns for each row what became of it.
 */
export async function ingest(
  redis: RedisClient,
  batch: Batch,
  { timeZone, perLearnerMinute }: Counting,
): Promise<Taken[]> {
  const { tenant, cohort, source, receivedAt, rows } = batch;
  const shard = shardOf(cohort);
  const received = Math.floor(receivedAt / dayMs);
  const seen = [0, 1].map((back) => seenKey(shard, tenant, source, cohort, received - back));
  const watched = [countedKey(shard), feedKey(tenant, `cohort/${cohort}`)];
  const keys = [logKey(shard), dueKey(shard), ...seen, windowsKey(tenant, cohort), ...watched];
  const lines: string[] = [];
  const words: (string | number)[] = [];
  const places = new Map<string, number>();
  for (const { enrolment, event } of rows) {
    let place = places.get(enrolment);
    if (place === undefined) {
      place = places.size + 1;
      places.set(enrolment, place);
    }
    const mark = markOf(event, timeZone);
    words.push(
      place,
      event.id,
      isCounted(event, receivedAt) ? mark.second : 0,
      mark.day,
      mark.kind === null ? 0 : kinds.indexOf(mark.kind) + 1,
      mark.seconds,
      rareAdds(mark)
        .map(({ ring, adds }) => [ring + 1, ...adds].join(','))
        .join(';'),
    );
    lines.push(lineOf({ enrolment, event }));
  }
  const head = [
    receivedAt,
    tenant,
    cohort,
    source,
    logEntriesMax,
    seenKeptS,
    perLearnerMinute,
    wakeChannel,
    countedChannel,
    shard,
  ];
  const enrolments = [places.size, ...places.keys()];
  try {
    const flags = await redis.ingest(...keys, ...head, lines.join('\n'), ...enrolments, ...words);
    return Array.from(flags, takenOf);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('LOGFULL')) throw new LogFull(error.message);
    throw error;
  }
}

function takenOf(flag: string): Taken {
  return flag === '1' ? 'fresh' : flag === '0' ? 'repeat' : 'over_limit';
}

/** What was said of enrolments of one cohort the last time, in the order asked; null where nothing was, or it was forgotten. */
export async function readSaid(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  enrolments: string[],
): Promise<(string | null)[]> {
  if (enrolments.length === 0) return [];
  return redis.hmget(saidKey(tenant, cohort), ...enrolments);
}

/** The packed windows of enrolments of one cohort, in the order asked; null where nothing was ever counted. */
export async function readWindows(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  enrolments: string[],
): Promise<(Uint8Array | null)[]> {
  if (enrolments.length === 0) return [];
  return redis.hmgetBuffer(windowsKey(tenant, cohort), ...enrolments);
}

/** Puts windows made from history in place of those of one cohort; null takes one away. */
export async function writeWindows(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  windows: { enrolment: string; packed: Uint8Array | null }[],
): Promise<void> {
  const key = windowsKey(tenant, cohort);
  const pipeline = redis.pipeline();
  for (const { enrolment, packed } of windows) {
    if (packed) pipeline.hset(key, enrolment, Buffer.from(packed));
    else pipeline.hdel(key, enrolment);
  }
  // What was said of other windows does not hold for these: they are judged and stored anew.
  const said = windows.map(({ enrolment }) => enrolment);
  if (said.length > 0) pipeline.hdel(saidKey(tenant, cohort), ...said);
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
}

/** Takes windows away. */
export async function removeWindows(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  enrolments: string[],
): Promise<number> {
  await redis.hdel(saidKey(tenant, cohort), ...enrolments);
  return redis.hdel(windowsKey(tenant, cohort), ...enrolments);
}

/** Whether there are windows of another layout than ours, which count as empty until a rebuild. One tells for all. */
export async function areOldWindows(redis: RedisClient): Promise<boolean> {
  for await (const { tenant, cohort, enrolments } of allWindows(redis)) {
    const [packed = null] = await readWindows(redis, tenant, cohort, enrolments.slice(0, 1));
    if (packed !== null) return !isReadable(packed);
  }
  return false;
}

/** Ids that a source sent to a cohort on one day, known again as if the atomic step had taken them. */
export async function rememberSeen(
  redis: RedisClient,
  { tenant, source, cohort, day }: { tenant: string; source: string; cohort: string; day: number },
  ids: string[],
): Promise<void> {
  const key = seenKey(shardOf(cohort), tenant, source, cohort, day);
  const step = redis
    .multi()
    .sadd(key, ...ids)
    .expire(key, seenKeptS);
  for (const [error] of (await step.exec()) ?? []) if (error) throw error;
}

/** Who has a window, some at a time. */
export async function* allWindows(
  redis: RedisClient,
): AsyncGenerator<{ tenant: string; cohort: string; enrolments: string[] }> {
  for (const master of mastersOf(redis)) {
    const scan = { match: allWindowsKeys, count: 1_000 };
    for await (const keys of master.scanStream(scan) as AsyncIterable<string[]>) {
      for (const key of keys) {
        const [, , tenant = '', cohort = ''] = key.split(':');
        // Each one's window comes along, behind its name.
        for await (const found of master.hscanStream(key, { count: 1_000 }) as AsyncIterable<string[]>) {
          const enrolments = found.filter((_, index) => index % 2 === 0);
          if (enrolments.length > 0) yield { tenant, cohort, enrolments };
        }
      }
    }
  }
}
