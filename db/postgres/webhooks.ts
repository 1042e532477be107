import { randomBytes } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { webhooks } from './schema.ts';

/** Where a tenant's own systems are told of nudges, without the secret that signs it. */
export interface Webhook {
  id: string;
  url: string;
  isOn: boolean;
  byName: string;
  createdAt: string;
}

/** Each nudge goes to all of them. */
export const webhooksMost = 5;

/** Null when there are as many as there may be. */
export async function createWebhook(
  tx: TenantTransaction,
  tenant: string,
  { url, by }: { url: string; by: { id: string; name: string } },
  now: Date,
): Promise<{ webhook: Webhook; secret: string } | null> {
  if ((await webhooksOf(tx, tenant)).length >= webhooksMost) return null;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const row = { id: newId(), url, isOn: true, byName: by.name, createdAt: now };
  await tx.insert(webhooks).values({ ...row, tenantId: tenant, secret, byId: by.id });
  return { webhook: { ...row, createdAt: now.toISOString() }, secret };
}

export async function webhooksOf(tx: TenantTransaction, tenant: string): Promise<Webhook[]> {
  const { id, url, isOn, byName, createdAt } = webhooks;
  const rows = await tx
    .select({ id, url, isOn, byName, createdAt })
    .from(webhooks)
    .where(eq(webhooks.tenantId, tenant))
    .orderBy(asc(id));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** What is needed to send there; whether it is on is the caller's to ask. */
export async function webhookTarget(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<{ url: string; secret: string; isOn: boolean } | null> {
  const { url, secret, isOn } = webhooks;
  const [row] = await tx
    .select({ url, secret, isOn })
    .from(webhooks)
    .where(and(eq(webhooks.tenantId, tenant), eq(webhooks.id, id)));
  return row ?? null;
}

/** False when there is none of this id. */
export async function switchWebhook(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  isOn: boolean,
): Promise<boolean> {
  const changed = await tx
    .update(webhooks)
    .set({ isOn })
    .where(and(eq(webhooks.tenantId, tenant), eq(webhooks.id, id)))
    .returning({ id: webhooks.id });
  return changed.length > 0;
}

export async function removeWebhook(tx: TenantTransaction, tenant: string, id: string): Promise<boolean> {
  const removed = await tx
    .delete(webhooks)
    .where(and(eq(webhooks.tenantId, tenant), eq(webhooks.id, id)))
    .returning({ id: webhooks.id });
  return removed.length > 0;
}
