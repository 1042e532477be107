import assert from 'node:assert/strict';
import { rebuildTenant } from '#db/rebuild.ts';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Ledger, keepSending } from './ledger.ts';
import { judge, untilArchived, withRedis } from './verdict.ts';
import { windowsOf } from './windows.ts';

const events = { short: 5_000, long: 500_000 };
const dayMs = 86_400_000;

export const rebuilt: Fault = {
  name: 'rebuilt',
  what: 'Redis is emptied and made anew from PostgreSQL',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({
      ...world,
      crowd,
      batch: 100,
      ageMs: (random) => random.uniform() ** 4 * 6.9 * dayMs,
    });
    await ledger.until(events[size]);
    await ledger.stop();
    const rebuildS = await withRedis(world, async (redis) => {
      await untilArchived(redis);
      const live = await windowsOf(redis, crowd);
      await redis.flushall();
      const began = performance.now();
      await rebuildTenant(world.db, redis, crowd.tenant, Date.now());
      const seconds = (performance.now() - began) / 1_000;
      assert.deepEqual(
        await windowsOf(redis, crowd),
        live,
        'the windows made anew have the bytes of the live ones',
      );
      return seconds;
    });
    await sendAgain(world.url, crowd, ledger);
    return {
      ...(await judge(world, crowd, ledger.acknowledged)),
      recoverS: rebuildS,
      figures: { eventsPerSecond: ledger.acknowledged.size / rebuildS },
    };
  },
};

/** A source that never heard the answer: what it was promised before the rebuild is still known afterwards. */
async function sendAgain(url: string, { sourceKey }: Crowd, ledger: Ledger): Promise<void> {
  const events = [...ledger.acknowledged].slice(-100).map(([id, { learner, at }]) => ({
    id,
    learner: learner.name,
    type: 'content_view',
    at: new Date(at).toISOString(),
  }));
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  assert.equal(response.status, 202, await response.text());
}
