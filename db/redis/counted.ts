import type { Listener, RedisClient } from './connect.ts';
import { type DueEnrolment, membersOf } from './due.ts';
import { countedChannel, countedKey } from './keys.ts';
import { askShards } from './pipelines.ts';

/**
 * Takes who was counted in these shards while somebody watched, and since when they wait. Whoever takes them and is killed leaves
 * them untold until they are looked at, which tells their cells as well.
 */
export async function takeCounted(
  redis: RedisClient,
  shards: number[],
  most: number,
): Promise<(DueEnrolment & { since: number })[]> {
  const { replies, failure } = await askShards(
    redis,
    shards,
    (shard) => shard,
    (pipeline, shard) => pipeline.zpopmin(countedKey(shard), most),
  );
  const taken = replies.flatMap((reply) => membersOf((reply ?? []) as string[]));
  if (failure && taken.length === 0) throw failure;
  return taken;
}

/** Hears of shards in which somebody was counted whom others watch. */
export async function listenForCounted(listener: Listener, heard: (shard: number) => void): Promise<void> {
  listener.on('message', (channel, shard) => {
    if (channel === countedChannel) heard(Number(shard));
  });
  await listener.subscribe(countedChannel);
}
