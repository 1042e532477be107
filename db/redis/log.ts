import type { LearnerEvent } from '#engagement/event.ts';
import type { RedisClient } from './connect.ts';
import { allShards } from './due.ts';
import { asideKey, logKey } from './keys.ts';
import { askShards } from './pipelines.ts';
import type { Batch, Row } from './windows.ts';

/** One batch as the atomic step appended it, without what it refused. */
export interface LogEntry extends Batch {
  id: string;
  shard: number;
  /** Characters of its lines. */
  size: number;
  /** Lines that are no event. We write none such; whatever did, the others must not wait behind it. */
  unreadable: string[];
}

/** Lines of one log entry that the history cannot hold. */
export interface Aside {
  entry: LogEntry;
  lines: string[];
}

/** Entries a shard keeps of what was put aside, and how long after the last one: enough for somebody to look. */
const asideMax = 100;
const asideKeptS = 7 * 86_400;

/** An event's line in the log. */
export function lineOf({ enrolment, event }: Row): string {
  return `${enrolment} ${JSON.stringify(event)}`;
}

/** The shards whose log holds anything, with how many entries. */
export async function logLengths(redis: RedisClient): Promise<Map<number, number>> {
  const { replies, failure } = await askShards(
    redis,
    allShards,
    (shard) => shard,
    (pipeline, shard) => pipeline.xlen(logKey(shard)),
  );
  const lengths = allShards.map((shard) => [shard, Number(replies[shard] ?? 0)] as const);
  const filled = new Map(lengths.filter(([, length]) => length > 0));
  // What a node that answers holds need not wait for one that is away.
  if (failure && filled.size === 0) throw failure;
  return filled;
}

/** For how long the oldest entry has waited to be archived, by the clock that numbered it; 0 when there is none. */
export async function logLagMs(redis: RedisClient): Promise<number> {
  const shards = [...(await logLengths(redis)).keys()];
  if (shards.length === 0) return 0;
  const { replies, failure } = await askShards(
    redis,
    shards,
    (shard) => shard,
    (pipeline, shard) => pipeline.xrange(logKey(shard), '-', '+', 'COUNT', 1),
  );
  if (failure) throw failure;
  const numbered = (replies as [string, string[]][][]).flatMap((entries) =>
    entries.map(([id]) => Number(id.split('-')[0])),
  );
  const [seconds = 0] = await redis.time();
  return Math.max(0, ...numbered.map((at) => seconds * 1_000 - at));
}

export async function readLog(
  redis: RedisClient,
  shard: number,
  afterId: string,
  most: number,
): Promise<LogEntry[]> {
  const entries = await redis.xrange(logKey(shard), `(${afterId}`, '+', 'COUNT', most);
  return entries.map(([id, words]) => {
    const [, tenant = '', , cohort = '', , source = '', , receivedAt = 'none', , lines = '', , flags] = words;
    const batch = { tenant, cohort, source, receivedAt: Number(receivedAt), rows: [] };
    const entry: LogEntry = { id, shard, ...batch, size: lines.length, unreadable: [] };
    const isBatch = [tenant, source].every(isWord) && isTime(entry.receivedAt);
    for (const [index, line] of lines.split('\n').entries()) {
      if (flags !== undefined && flags[index] !== '1') continue;
      const row = isBatch ? rowOf(line) : null;
      if (row) entry.rows.push(row);
      else entry.unreadable.push(line);
    }
    return entry;
  });
}

/**
 * Forgets what has been archived: entries up to and including `id`. What could not be is put aside
 * in the same step; done twice, it is there once.
 */
export async function trimLog(
  redis: RedisClient,
  shard: number,
  id: string,
  aside: Aside[] = [],
): Promise<void> {
  const [ms = '0', sequence = '0'] = id.split('-');
  const rest = `${ms}-${Number(sequence) + 1}`;
  if (aside.length === 0) {
    await redis.xtrim(logKey(shard), 'MINID', '=', rest);
    return;
  }
  const step = redis.multi();
  for (const { entry, lines } of aside) {
    const { tenant, cohort, source, receivedAt } = entry;
    const words = ['t', tenant, 'c', cohort, 's', source, 'r', receivedAt, 'b', lines.join('\n')];
    step.xadd(asideKey(shard), 'MAXLEN', asideMax, entry.id, ...words);
  }
  step.expire(asideKey(shard), asideKeptS);
  step.xtrim(logKey(shard), 'MINID', '=', rest);
  for (const [error] of (await step.exec()) ?? []) {
    if (error && !error.message.includes('equal or smaller than')) throw error;
  }
}

function rowOf(line: string): Row | null {
  const space = line.indexOf(' ');
  try {
    const row = { enrolment: line.slice(0, space), event: JSON.parse(line.slice(space + 1)) as LearnerEvent };
    const { id, type, at } = row.event;
    const isEvent = isTime(at) && [row.enrolment, id, type].every(isWord);
    return isEvent ? row : null;
  } catch {
    return null;
  }
}

/** Milliseconds that are a date. */
function isTime(ms: number): boolean {
  return Number.isInteger(ms) && Math.abs(ms) <= 8.64e15;
}

/** NUL is what no text in PostgreSQL can hold. */
function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}
