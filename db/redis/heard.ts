import type { RedisClient } from './connect.ts';
import { heardKey } from './keys.ts';

/** As long as the rhythm of a source is kept. */
const keptS = 35 * 86_400;

/** Notes that a source has sent something new. */
export async function noteHeard(
  redis: RedisClient,
  tenant: string,
  source: string,
  at: number,
): Promise<void> {
  const key = heardKey(tenant);
  const replies = await redis.pipeline().hset(key, source, at).expire(key, keptS).exec();
  for (const [error] of replies ?? []) if (error) throw error;
}

/** When each source of a tenant sent something new the last time, as far as it was noted. */
export async function lastHeard(redis: RedisClient, tenant: string): Promise<Map<string, number>> {
  const noted = await redis.hgetall(heardKey(tenant));
  return new Map(Object.entries(noted).map(([source, at]) => [source, Number(at)]));
}
