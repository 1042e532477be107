import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { pushSubscriptions } from './schema.ts';

/** A browser as a push service knows it. */
export interface PushSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** A person has a phone, a tablet and a few browsers; the oldest beyond this are forgotten. */
const subscriptionsMost = 10;

/** Keeps a browser of a learner. One that somebody else used before is theirs from here on. */
export async function addPushSubscription(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  { endpoint, p256dh, auth }: PushSubscription,
  now: Date,
): Promise<void> {
  await tx
    .insert(pushSubscriptions)
    .values({ id: newId(), tenantId: tenant, learnerId: learner, endpoint, p256dh, auth, createdAt: now })
    .onConflictDoUpdate({
      target: [pushSubscriptions.tenantId, pushSubscriptions.endpoint],
      // A new owner's browser is a new target: what was for the one before must not reach it.
      set: { id: newId(), learnerId: learner, p256dh, auth, createdAt: now },
    });
  const kept = await tx
    .select({ id: pushSubscriptions.id })
    .from(pushSubscriptions)
    .where(and(eq(pushSubscriptions.tenantId, tenant), eq(pushSubscriptions.learnerId, learner)))
    .orderBy(desc(pushSubscriptions.createdAt), desc(pushSubscriptions.id));
  const beyond = kept.slice(subscriptionsMost).map(({ id }) => id);
  if (beyond.length > 0)
    await tx
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.tenantId, tenant), inArray(pushSubscriptions.id, beyond)));
}

export async function removePushSubscription(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  endpoint: string,
): Promise<void> {
  await tx
    .delete(pushSubscriptions)
    .where(
      and(
        eq(pushSubscriptions.tenantId, tenant),
        eq(pushSubscriptions.learnerId, learner),
        eq(pushSubscriptions.endpoint, endpoint),
      ),
    );
}

/** Forgets a browser of which its push service says that it is gone. */
export async function forgetPushSubscription(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<void> {
  await tx
    .delete(pushSubscriptions)
    .where(and(eq(pushSubscriptions.tenantId, tenant), eq(pushSubscriptions.id, id)));
}

export async function pushSubscriptionsOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<(PushSubscription & { id: string })[]> {
  const { id, endpoint, p256dh, auth } = pushSubscriptions;
  return tx
    .select({ id, endpoint, p256dh, auth })
    .from(pushSubscriptions)
    .where(and(eq(pushSubscriptions.tenantId, tenant), eq(pushSubscriptions.learnerId, learner)))
    .orderBy(asc(id));
}
