import type { Redis } from 'ioredis';
import { logKey } from './keys.ts';
import { shardCount } from './shards.ts';
import type { IngestRow } from './windows.ts';

/** One batch as the atomic step appended it: rows of one tenant. */
export interface LogEntry {
  id: string;
  tenant: string;
  rows: IngestRow[];
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
  return entries.map(([id, [, tenant = '', , lines = '']]) => ({
    id,
    tenant,
    rows: lines.split('\n').map((line) => JSON.parse(line) as IngestRow),
  }));
}

/** Forgets what has been archived: entries up to and including `id`. */
export async function trimLog(redis: Redis, shard: number, id: string): Promise<void> {
  const [ms = '0', sequence = '0'] = id.split('-');
  await redis.xtrim(logKey(shard), 'MINID', '=', `${ms}-${Number(sequence) + 1}`);
}
