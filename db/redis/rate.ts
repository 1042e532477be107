import type { RedisClient } from './connect.ts';
import { rateKey } from './keys.ts';

/** Seconds of its rate a source may save up: it may send a burst after a pause, but not an hour's backlog at once. */
const burstS = 10;

/** Takes `events` from a source's allowance: 0 when it may send them, otherwise the ms to wait. */
export async function takeAllowance(
  redis: RedisClient,
  source: { tenant: string; id: string; eventsPerSecond: number },
  events: number,
  now: number,
): Promise<number> {
  const { tenant, id, eventsPerSecond } = source;
  return redis.rate(rateKey(tenant, id), eventsPerSecond, eventsPerSecond * burstS, events, now);
}
