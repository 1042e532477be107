import type { Fault } from './fault.ts';
import { gather } from './crowd.ts';
import { keepSending } from './ledger.ts';
import { survive } from './survive.ts';

export const serverKilled: Fault = {
  name: 'server-killed',
  what: 'the server is killed with -9 in the middle of batches',
  async run(world, size) {
    const crowd = await gather(world);
    // Large batches of several cohorts: most kills fall between two atomic steps of one batch.
    const ledger = keepSending({ ...world, crowd, batch: 400 });
    const { server } = world;
    const times = size === 'long' ? 10 : 2;
    return survive(world, crowd, ledger, { times, kill: () => server.kill(), restore: () => server.start() });
  },
};
