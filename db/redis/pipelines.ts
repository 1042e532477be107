import { type ChainableCommander, Cluster } from 'ioredis';
import type { RedisClient } from './connect.ts';
import { slotOfShard } from './shards.ts';

/**
 * Asks one thing of the shard of each item, in one round trip to each node at once. Returns the
 * replies in the order of the items; the first that failed is thrown.
 */
export async function askShards<T>(
  redis: RedisClient,
  items: T[],
  shardOf: (item: T) => number,
  ask: (pipeline: ChainableCommander, item: T) => void,
): Promise<unknown[]> {
  const replies: unknown[] = Array.from(items, () => null);
  const groups = Map.groupBy(items.keys(), (index) => nodeOf(redis, shardOf(items[index] as T)));
  await Promise.all(
    [...groups.values()].map(async (indexes) => {
      const pipeline = redis.pipeline();
      for (const index of indexes) ask(pipeline, items[index] as T);
      for (const [position, [error, reply]] of ((await pipeline.exec()) ?? []).entries()) {
        if (error) throw error;
        replies[indexes[position] ?? 0] = reply;
      }
    }),
  );
  return replies;
}

/** What is the same for all shards that may share a pipeline. */
function nodeOf(redis: RedisClient, shard: number): string {
  return redis instanceof Cluster ? (redis.slots[slotOfShard(shard)] ?? []).join() : '';
}
