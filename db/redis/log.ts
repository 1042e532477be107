import type { Redis } from 'ioredis';
import type { LearnerEvent } from '#engagement/event.ts';
import { logKey } from './keys.ts';
import { shardCount } from './shards.ts';
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
export async function logLengths(redis: Redis): Promise<Map<number, number>> {
  const pipeline = redis.pipeline();
  for (let shard = 0; shard < shardCount; shard++) pipeline.xlen(logKey(shard));
  const lengths = new Map<number, number>();
  for (const [shard, [error, length]] of ((await pipeline.exec()) ?? []).entries()) {
    if (error) throw error;
    if (Number(length) > 0) lengths.set(shard, Number(length));
  }
  return lengths;
}

export async function readLog(
  redis: Redis,
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
export async function trimLog(redis: Redis, shard: number, id: string): Promise<void> {
  const [ms = '0', sequence = '0'] = id.split('-');
  await redis.xtrim(logKey(shard), 'MINID', '=', `${ms}-${Number(sequence) + 1}`);
}
