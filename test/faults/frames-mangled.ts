import assert from 'node:assert/strict';
import { seat } from './audience.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { openFrameProxy } from './frame-proxy.ts';
import { keepSending } from './ledger.ts';
import { judge, withRedis } from './verdict.ts';

const sizes = { short: { viewers: 40, mangled: 200 }, long: { viewers: 200, mangled: 10_000 } };
const weather = { dropEvery: 20, repeatEvery: 20, lateEvery: 20, cutEvery: 200 };

/** A step tells only what changed: whoever took one for another would show wrong cells for as long as nobody looks again. */
export const framesMangled: Fault = {
  name: 'frames-mangled',
  what: 'a proxy drops, repeats, reorders and cuts what pages are told',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const { viewers, mangled } = sizes[size];
      const crowd = await gather(world, { learners: 80 });
      const proxy = await openFrameProxy(world.url, weather, world.random.fork('frames'));
      const audience = await seat(world, crowd, { viewers, url: () => proxy.url });
      const ledger = keepSending({ ...world, crowd, eventsPerSecond: 100, batch: 10, senders: 2 });
      const all = () => Object.values(proxy.done()).reduce((sum, one) => sum + one, 0);
      while (all() < mangled) await ledger.until(ledger.acknowledged.size + 10);
      await ledger.stop();
      const verdict = await judge(world, crowd, ledger.acknowledged);
      // What was dropped last is found missing although nothing more happens.
      proxy.calm();
      const calmAt = performance.now();
      const settled = await audience.settled(redis);
      const settledS = (performance.now() - calmAt) / 1_000;
      const tooMany = audience.viewers.filter(({ told }) => told.closes.has(1008)).length;
      const answers = audience.answers();
      audience.stop();
      await proxy.close();
      assert.deepEqual(settled, { converged: viewers, wrongCells: 0 }, 'all pages show what the stores say');
      assert.equal(tooMany, 0, 'who misses much does not ask too much');
      return {
        ...verdict,
        recoverS: null,
        figures: { viewers, ...proxy.done(), ...settled, settledS, ...answers },
      };
    }),
};
