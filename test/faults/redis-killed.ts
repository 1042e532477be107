import type { Fault } from './fault.ts';
import { gather } from './crowd.ts';
import { keepSending } from './ledger.ts';
import { survive } from './survive.ts';

export const redisKilled: Fault = {
  name: 'redis-killed',
  what: 'Redis is killed with -9 under load',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd });
    const { redis } = world.stores;
    const times = size === 'long' ? 10 : 2;
    return survive(world, crowd, ledger, { times, kill: () => redis.kill(), restore: () => redis.start() });
  },
};
