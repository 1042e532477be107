import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisClient } from '#db/redis/connect.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { judge, logEntries, withRedis } from './verdict.ts';
import type { World } from './world.ts';

const points = { short: 3, long: 50 };
const killedWithinMs = 500;
const entriesWaiting = 200;
const pausedForMs = 15_000;

export const archiveKilled: Fault = {
  name: 'archive-killed',
  what: 'the archive is killed with -9 between its copy and its trim',
  async run(world, size) {
    const crowd = await gather(world);
    await world.workers.stop();
    // Small batches: many entries of the log, but not so many that it is full before the last kill.
    const ledger = keepSending({ ...world, crowd, batch: 5, eventsPerSecond: 1_500 });
    for (let point = 0; point < points[size]; point++) {
      await withRedis(world, async (redis) => {
        while ((await logEntries(redis)) < entriesWaiting) await pause(20);
        // Every second time the very moment is made; chance finds those nobody thought of.
        if (point % 2 === 0) await killAfterCopy(world, redis);
        else await killAtRandom(world);
      });
    }
    const startedAt = performance.now();
    await world.workers.start();
    await ledger.stop();
    const verdict = await judge(world, crowd, ledger.acknowledged);
    return {
      ...verdict,
      recoverS: (performance.now() - startedAt) / 1_000,
      figures: { kills: points[size], betweenCopyAndTrim: Math.ceil(points[size] / 2) },
    };
  },
};

async function killAtRandom({ workers, random }: World): Promise<void> {
  await workers.start();
  await pause(random.between(0, killedWithinMs));
  await workers.kill();
}

/** While Redis lets nobody write, a worker reads the log and copies it, and then waits with the trim. */
async function killAfterCopy(world: World, redis: RedisClient): Promise<void> {
  await redis.client('PAUSE', pausedForMs, 'WRITE');
  const waiting = await logEntries(redis);
  // It does not get ready: its first step hangs.
  const starting = world.workers.start().catch(() => {});
  const deadline = performance.now() + pausedForMs;
  while (!String(await redis.client('LIST')).includes('cmd=xtrim')) {
    assert.ok(performance.now() < deadline, 'a worker waits with the trim while Redis takes no writes');
    await pause(10);
  }
  await world.workers.kill();
  await starting;
  assert.equal(await logEntries(redis), waiting, 'entries of the log after the copy and before the trim');
  await redis.client('UNPAUSE');
}
