import assert from 'node:assert/strict';
import { seat } from './audience.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { judge, withRedis } from './verdict.ts';

const sizes = { short: { viewers: 100, times: 1 }, long: { viewers: 2_500, times: 5 } };
const eventsPerSecond = 40;

/** The cohorts go on changing, so that each page has missed something when the server is back. */
export const viewersLeft: Fault = {
  name: 'viewers-left',
  what: 'the server is killed with -9 under the pages that watch it',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const { viewers, times } = sizes[size];
      const crowd = await gather(world, { learners: 200 });
      const audience = await seat(world, crowd, { viewers });
      const ledger = keepSending({ ...world, crowd, eventsPerSecond, batch: 10, senders: 2 });
      await ledger.until(100);
      audience.answers();
      const worst = { p50S: 0, p99S: 0 };
      for (let time = 0; time < times; time++) {
        await world.server.kill();
        const killedAt = performance.now();
        const [share] = await Promise.all([audience.live(killedAt), world.server.start()]);
        worst.p50S = Math.max(worst.p50S, share(50));
        worst.p99S = Math.max(worst.p99S, share(99));
        await ledger.until(ledger.acknowledged.size + 100);
      }
      const { snapshots, resumes } = audience.answers();
      await ledger.stop();
      const verdict = await judge(world, crowd, ledger.acknowledged);
      const settled = await audience.settled(redis);
      audience.stop();
      assert.deepEqual(settled, { converged: viewers, wrongCells: 0 }, 'all pages show what the stores say');
      const figures = { viewers, ...settled, ...worst, resumes, snapshots };
      return { ...verdict, recoverS: worst.p99S, figures };
    }),
};
