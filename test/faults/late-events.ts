import type { Random } from '#seed/random.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { survive } from './survive.ts';

const dayMs = 86_400_000;
const times = { short: 1, long: 10 };

/** Every bucket of every window is compared with a count from scratch, as in all faults; here the order makes it hard. */
export const lateEvents: Fault = {
  name: 'late-events',
  what: 'events are up to 7 days late, out of order and repeated, and Redis is killed',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd, copies: 2, ageMs });
    const { redis } = world.stores;
    return survive(world, crowd, ledger, {
      times: times[size],
      kill: () => redis.kill(),
      restore: () => redis.start(),
    });
  },
};

/** Up to a few minutes short of 7 days, beyond which an event goes to the history alone, as every tenth does. */
function ageMs(random: Random): number {
  if (random.chance(0.1)) return random.between(7.1, 30) * dayMs;
  // Most are young: the minutes and hours have something to hold.
  return random.uniform() ** 4 * 6.99 * dayMs;
}
