import type { RedisClient } from '#db/redis/connect.ts';
import type { Logger } from 'pino';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { markDelivered, nudgeById } from '#db/postgres/nudges.ts';
import { showInApp } from './channels/in-app.ts';

/** Sends a stored nudge. Done twice it changes nothing: the page knows the nudge by its id, and the first time stands. */
export async function deliverNudge(
  db: Database,
  redis: RedisClient,
  { tenant, nudge: id }: { tenant: string; nudge: string },
  log: Logger,
): Promise<void> {
  const now = new Date();
  const nudge = await asTenant(db, tenant, (tx) => nudgeById(tx, tenant, id));
  if (!nudge) return log.warn({ nudge: id }, 'a nudge to deliver is gone');
  const delivered = { ...nudge, deliveredAt: nudge.deliveredAt ?? now.toISOString() };
  await showInApp(redis, tenant, delivered);
  await asTenant(db, tenant, (tx) => markDelivered(tx, tenant, id, now));
}
