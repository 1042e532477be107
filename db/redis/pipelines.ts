import { type ChainableCommander, Cluster } from 'ioredis';
import type { RedisClient } from './connect.ts';
import { slotOf, tagOf } from './shards.ts';

/** Replies in the order of the items; where a node did not answer there is none. */
export interface Replies {
  replies: unknown[];
  failure: Error | null;
}

/** Asks one thing of the shard of each item, in one round trip to each node at once. */
export async function askShards<T>(
  redis: RedisClient,
  items: T[],
  shardOf: (item: T) => number,
  ask: (pipeline: ChainableCommander, item: T) => void,
): Promise<Replies> {
  const answer: Replies = { replies: items.map(() => null), failure: null };
  const groups = Map.groupBy(items.entries(), ([, item]) => nodeOf(redis, shardOf(item)));
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const pipeline = redis.pipeline();
      for (const [, item] of group) ask(pipeline, item);
      // A pipeline that cannot be sent at all is as much a failure as one whose commands fail.
      const results = await pipeline.exec().catch((error: Error) => group.map(() => [error, null] as const));
      for (const [position, [index]] of group.entries()) {
        const [error = null, reply = null] = results?.[position] ?? [];
        answer.replies[index] = reply;
        answer.failure ??= error;
      }
    }),
  );
  return answer;
}

/** What is the same for all shards that may share a pipeline. */
function nodeOf(redis: RedisClient, shard: number): string {
  return redis instanceof Cluster ? (redis.slots[slotOf(tagOf(shard))] ?? []).join() : '';
}
