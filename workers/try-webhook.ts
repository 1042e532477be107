import { type Database, asTenant } from '#db/postgres/connect.ts';
import { newId } from '#db/id.ts';
import { webhookTarget } from '#db/postgres/webhooks.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { noteTried } from '#db/redis/tried-webhooks.ts';
import type { PostOutside } from './channels/outside.ts';
import { testWebhook } from './channels/webhook.ts';

/** Sends a hook a test, as it would be sent a nudge, and notes for whoever asked what came of it. */
export async function tryWebhook(
  db: Database,
  redis: RedisClient,
  post: PostOutside,
  { tenant, webhook }: { tenant: string; webhook: string },
): Promise<void> {
  const target = await asTenant(db, tenant, (tx) => webhookTarget(tx, tenant, webhook));
  if (target === null) return;
  const at = new Date();
  const trouble = await testWebhook(post, target, newId(), at);
  await noteTried(redis, tenant, webhook, { at: at.toISOString(), trouble });
}
