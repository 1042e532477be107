import assert from 'node:assert/strict';
import { seat } from './audience.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { judge, withRedis } from './verdict.ts';

const sizes = { short: { viewers: 300, times: 1 }, long: { viewers: 10_000, times: 3 } };
const eventsPerSecond = 40;

/** A network that all of them came by goes away for a moment. Whoever waited in turn is let in; sources are heard meanwhile. */
export const viewersReturn: Fault = {
  name: 'viewers-return',
  what: 'all pages lose their connection in one moment, and come back',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const { viewers, times } = sizes[size];
      const crowd = await gather(world, { learners: 100 });
      const audience = await seat(world, crowd, { viewers });
      const ledger = keepSending({ ...world, crowd, eventsPerSecond, batch: 10, senders: 2 });
      await ledger.until(100);
      audience.answers();
      const worst = { p50S: 0, p99S: 0 };
      const asked = ledger.tookMs.length;
      for (let time = 0; time < times; time++) {
        for (const viewer of audience.viewers) viewer.cut();
        const share = await audience.live(performance.now());
        worst.p50S = Math.max(worst.p50S, share(50));
        worst.p99S = Math.max(worst.p99S, share(99));
      }
      const eventsP99Ms = percentile(ledger.tookMs.slice(asked), 99);
      const { snapshots, resumes } = audience.answers();
      await ledger.stop();
      const verdict = await judge(world, crowd, ledger.acknowledged);
      const settled = await audience.settled(redis);
      const refused = audience.viewers.reduce((sum, { told }) => sum + told.refusals.size, 0);
      audience.stop();
      assert.equal(refused, 0, 'nobody is turned away');
      assert.deepEqual(settled, { converged: viewers, wrongCells: 0 }, 'all pages show what the stores say');
      const figures = { viewers, ...settled, ...worst, resumes, snapshots, eventsP99Ms };
      return { ...verdict, recoverS: worst.p99S, figures };
    }),
};
