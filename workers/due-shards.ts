import type { Listener } from '#db/redis/connect.ts';
import { allShards, listenForDue } from '#db/redis/due.ts';

/**
 * Which shards to look into next: those an event has made somebody due in, and all of them once a
 * second, since silence makes people due without a word and a message may be lost.
 */
export interface DueShards {
  next: () => number[];
  onWake: (wake: () => void) => void;
}

const lookAtAllEveryMs = 1_000;

export async function watchDueShards(listener: Listener): Promise<DueShards> {
  const heard = new Set<number>();
  let wakeUp = () => {};
  let lookedAtAllAt = 0;
  await listenForDue(listener, (shard) => {
    heard.add(shard);
    wakeUp();
  });
  return {
    next() {
      const isTime = performance.now() - lookedAtAllAt >= lookAtAllEveryMs;
      const shards = isTime ? allShards : [...heard];
      heard.clear();
      if (isTime) lookedAtAllAt = performance.now();
      return shards;
    },
    onWake(wake) {
      wakeUp = wake;
    },
  };
}
