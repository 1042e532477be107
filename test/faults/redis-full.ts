import assert from 'node:assert/strict';
import type { RedisClient } from '#db/redis/connect.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { untilRefused } from './refused.ts';
import { judge, withRedis } from './verdict.ts';

const times = { short: 1, long: 10 };
const roomBytes = 256 * 1024;

export const redisFull: Fault = {
  name: 'redis-full',
  what: 'Redis has no memory left and evicts nothing',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd, batch: 100 });
    let worstMs = 0;
    for (let time = 0; time < times[size]; time++) {
      await ledger.until(ledger.acknowledged.size + 1_000);
      worstMs = await withRedis(world, async (redis) => {
        await redis.config('SET', 'maxmemory', (await usedMemory(redis)) + roomBytes);
        await untilRefused(ledger);
        const raisedAt = performance.now();
        await redis.config('SET', 'maxmemory', 0);
        return Math.max(worstMs, (await ledger.answeredAfter(raisedAt)) - raisedAt);
      });
    }
    await ledger.until(ledger.acknowledged.size + 1_000);
    await ledger.stop();
    return {
      ...(await judge(world, crowd, ledger.acknowledged)),
      recoverS: worstMs / 1_000,
      figures: { refusedWith503: ledger.refusals.get(503) ?? 0 },
    };
  },
};

async function usedMemory(redis: RedisClient): Promise<number> {
  const [, bytes] = /^used_memory:(\d+)/m.exec(await redis.info('memory')) ?? [];
  assert.ok(bytes !== undefined, 'Redis says how much memory it uses');
  return Number(bytes);
}
