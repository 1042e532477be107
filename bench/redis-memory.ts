import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** Bytes Redis needs for what it holds, by what it is for. */
export interface RedisMemory {
  /** Batches that wait to be archived. */
  log: number;
  /** Ids of events, remembered to refuse repeats. */
  ids: number;
  /** All the rest: windows, who is due, and the keys themselves. */
  rest: number;
}

const patterns = { log: '{s*}:log', ids: '{s*}:seen:*' };
const keysAtOnce = 5_000;
const lookEveryMs = 100;

/** What Redis holds beyond what it held when it was empty. Forgets the log and the ids: only without them it tells what they took. */
export async function measureAndForget(redis: Redis, emptyBytes: number): Promise<RedisMemory> {
  const all = await usedBytes(redis);
  await forget(redis, patterns.log);
  const withoutLog = await usedBytes(redis);
  await forget(redis, patterns.ids);
  const rest = await usedBytes(redis);
  return { log: all - withoutLog, ids: withoutLog - rest, rest: rest - emptyBytes };
}

/** Asked when nothing is being freed or written anew behind the scenes. */
export async function usedBytes(redis: Redis): Promise<number> {
  for (;;) {
    const info = await redis.info();
    const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
    if (figure('aof_rewrite_in_progress') + figure('lazyfree_pending_objects') === 0)
      return figure('used_memory');
    await pause(lookEveryMs);
  }
}

async function forget(redis: Redis, pattern: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: pattern, count: keysAtOnce })) {
    if (Array.isArray(keys) && keys.length > 0) await redis.del(...(keys as string[]));
  }
}
