import type { LearnerEvent } from '#engagement/event.ts';
import type { RedisClient } from './connect.ts';
import { allShards } from './due.ts';
import { logKey } from './keys.ts';
import { askShards } from './pipelines.ts';
import type { Batch, Row } from './windows.ts';

/** One batch as the atomic step appended it, without what it refused. */
export interface LogEntry extends Batch {
  id: string;
}

/** An event's line in the log. */
export function lineOf({ enrolment, event }: Row): string {
  return `${enrolment} ${JSON.stringify(event)}`;
}

function rowOf(line: string): Row {
  const space = line.indexOf(' ');
  return { enrolment: line.slice(0, space), event: JSON.parse(line.slice(space + 1)) as LearnerEvent };
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

export async function readLog(
  redis: RedisClient,
  shard: number,
  afterId: string,
  most: number,
): Promise<LogEntry[]> {
  const entries = await redis.xrange(logKey(shard), `(${afterId}`, '+', 'COUNT', most);
  return entries.map(([id, words]) => {
    const [, tenant = '', , cohort = '', , source = '', , receivedAt = '0', , lines = '', , flags] = words;
    const all = lines.split('\n');
    const fresh = flags === undefined ? all : all.filter((_, index) => flags[index] === '1');
    return { id, tenant, cohort, source, receivedAt: Number(receivedAt), rows: fresh.map(rowOf) };
  });
}

/** Forgets what has been archived: entries up to and including `id`. */
export async function trimLog(redis: RedisClient, shard: number, id: string): Promise<void> {
  const [ms = '0', sequence = '0'] = id.split('-');
  await redis.xtrim(logKey(shard), 'MINID', '=', `${ms}-${Number(sequence) + 1}`);
}
