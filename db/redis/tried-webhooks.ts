import { z } from 'zod';
import type { RedisClient } from './connect.ts';
import { triedKey } from './keys.ts';

/** What came of trying a webhook: null trouble when it answered well. */
export interface TriedWebhook {
  at: string;
  trouble: string | null;
}

const keptS = 86_400;
const shape = z.object({ at: z.string(), trouble: z.string().nullable() });

export async function noteTried(
  redis: RedisClient,
  tenant: string,
  webhook: string,
  tried: TriedWebhook,
): Promise<void> {
  await redis.set(triedKey(tenant, webhook), JSON.stringify(tried), 'EX', keptS);
}

/** Null when it was not tried within a day. */
export async function lastTried(
  redis: RedisClient,
  tenant: string,
  webhook: string,
): Promise<TriedWebhook | null> {
  const kept = await redis.get(triedKey(tenant, webhook));
  return kept === null ? null : shape.parse(JSON.parse(kept));
}
