import type { RedisClient } from '#db/redis/connect.ts';
import { announce } from '#db/redis/feed.ts';
import type { Nudge } from '#engagement/nudge.ts';

/** Shows a nudge on the learner's own page: at once where it is open, and wherever it is opened next. */
export async function showInApp(redis: RedisClient, tenant: string, nudge: Nudge): Promise<void> {
  await announce(redis, tenant, `me/${nudge.learner}`, { of: 'me', nudges: [nudge] });
}
