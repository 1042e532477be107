import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { NudgeChannel } from '#engagement/nudge.ts';
import {
  type Delivery,
  type DeliveryStatus,
  type Lane,
  type OutsideChannel,
  laneOf,
  outsideChannels,
  resendable,
} from '#engagement/nudging/delivery.ts';
import { newId } from '../id.ts';
import { user } from './account-tables.ts';
import { type TenantTransaction, addFlaggedJob } from './connect.ts';
import { preferencesOf } from './nudge-preferences.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { pushSubscriptionsOf } from './push-subscriptions.ts';
import { cohorts, learners, nudgeDeliveries, nudges } from './schema.ts';
import { webhooksOf } from './webhooks.ts';

/** A delivery as the sender holds it. */
export interface OpenDelivery {
  id: string;
  nudge: string;
  channel: OutsideChannel;
  target: string;
  status: DeliveryStatus;
  tries: number;
  updatedAt: Date;
}

/**
 * Sends a nudge on its way by each channel that its learner agreed to and that is possible, and to the tenant's own systems,
 * with the jobs that send it. Who agreed to nothing gets neither mail nor push.
 */
export async function storeDeliveries(
  tx: TenantTransaction,
  tenant: string,
  { id: nudge, learner }: { id: string; learner: string },
  isMailOn: boolean,
  now: Date,
): Promise<void> {
  const { channels } = await preferencesOf(tx, tenant, learner);
  for (const { channel, target } of await targetsOf(tx, tenant, learner, channels, isMailOn)) {
    const [stored] = await tx
      .insert(nudgeDeliveries)
      .values({
        id: newId(),
        tenantId: tenant,
        nudgeId: nudge,
        channel,
        target,
        status: 'waiting',
        nextAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: nudgeDeliveries.id });
    if (stored) await addSending(tx, tenant, { id: stored.id, channel }, `delivery:${stored.id}`, now);
  }
}

function addSending(
  tx: TenantTransaction,
  tenant: string,
  { id, channel }: Pick<OpenDelivery, 'id' | 'channel'>,
  key: string,
  at: Date,
): Promise<void> {
  const lane = laneOf(channel);
  const payload = { tenant, delivery: id };
  return addFlaggedJob(tx, 'send_delivery', payload, key, at, [laneFlag(lane), laneFlag(lane, tenant)]);
}

/** What a job says of itself: in which lane it is sent, and for whom. A worker that has enough of these leaves it for later. */
export function laneFlag(lane: Lane, tenant = ''): string {
  return `${lane}:${tenant}`;
}

async function targetsOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  agreed: readonly NudgeChannel[],
  isMailOn: boolean,
): Promise<{ channel: OutsideChannel; target: string }[]> {
  const found: { channel: OutsideChannel; target: string }[] = [];
  if (agreed.includes('email') && isMailOn && (await addressOf(tx, tenant, learner)) !== null)
    found.push({ channel: 'email', target: '' });
  if (agreed.includes('push'))
    for (const { id } of await pushSubscriptionsOf(tx, tenant, learner))
      found.push({ channel: 'push', target: id });
  // The tenant's own systems, as its staff's pages: not a channel to the learner, who is told on their page.
  for (const { id, isOn } of await webhooksOf(tx, tenant))
    if (isOn) found.push({ channel: 'webhook', target: id });
  return found;
}

/** Where mail for a learner goes: to the account they sign in with, if they have one. */
export async function addressOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ email: user.email })
    .from(learners)
    .innerJoin(user, eq(user.id, learners.userId))
    .where(and(eq(learners.tenantId, tenant), eq(learners.id, learner)));
  return row?.email ?? null;
}

/** The delivery, held until this transaction ends; null when it is gone. */
export async function holdDelivery(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<OpenDelivery | null> {
  const [row] = await tx
    .select()
    .from(nudgeDeliveries)
    .where(and(eq(nudgeDeliveries.tenantId, tenant), eq(nudgeDeliveries.id, id)))
    .for('update');
  if (!row) return null;
  const { nudgeId: nudge, channel, target, status, attempts: tries, updatedAt } = row;
  const outside = outsideChannels.find((one) => one === channel);
  return outside ? { id, nudge, channel: outside, target, status, tries, updatedAt } : null;
}

/** Writes down that a provider is asked now; says how many tries that makes. */
export async function beginSending(
  tx: TenantTransaction,
  tenant: string,
  { id, tries }: OpenDelivery,
  now: Date,
): Promise<number> {
  await tx
    .update(nudgeDeliveries)
    .set({ status: 'sending', attempts: tries + 1, nextAt: null, updatedAt: now })
    .where(and(eq(nudgeDeliveries.tenantId, tenant), eq(nudgeDeliveries.id, id)));
  return tries + 1;
}

/** Where a delivery stands after a try, or without one. */
export type Standing =
  | { status: 'sent' }
  | { status: 'waiting'; nextAt: Date; trouble: string | null }
  | { status: 'unknown' | 'dead' | 'skipped'; trouble: string };

/**
 * Notes where a delivery stands, if this was the last try of it: the news of a worker that slept, while another took
 * over, must not undo what was done since. Whoever waits is tried by a job of their own.
 */
export async function noteStanding(
  tx: TenantTransaction,
  tenant: string,
  { id, tries, channel }: Pick<OpenDelivery, 'id' | 'tries' | 'channel'>,
  standing: Standing,
  now: Date,
): Promise<void> {
  const { status } = standing;
  const nextAt = status === 'waiting' ? standing.nextAt : null;
  const noted = await tx
    .update(nudgeDeliveries)
    .set({
      status,
      nextAt,
      trouble: status === 'sent' ? null : standing.trouble,
      sentAt: status === 'sent' ? now : null,
      updatedAt: now,
    })
    .where(
      and(
        eq(nudgeDeliveries.tenantId, tenant),
        eq(nudgeDeliveries.id, id),
        eq(nudgeDeliveries.attempts, tries),
        inArray(nudgeDeliveries.status, ['waiting', 'sending', 'unknown']),
      ),
    )
    .returning({ id: nudgeDeliveries.id });
  if (nextAt !== null && noted.length > 0) await tryAt(tx, tenant, { id, channel }, nextAt);
}

/** This job is the one that runs: the next has a name of its own, or it would end with this one. */
export function tryAt(
  tx: TenantTransaction,
  tenant: string,
  delivery: Pick<OpenDelivery, 'id' | 'channel'>,
  at: Date,
): Promise<void> {
  return addSending(tx, tenant, delivery, `delivery:${delivery.id}:${at.getTime()}`, at);
}

/** Has one sent again that is dead, or of which nobody knows; says what it was, null when there is none. */
export async function resendDelivery(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  now: Date,
): Promise<DeliveryStatus | null> {
  const found = await holdDelivery(tx, tenant, id);
  if (!found || !resendable.includes(found.status)) return found?.status ?? null;
  await tx
    .update(nudgeDeliveries)
    .set({ status: 'waiting', nextAt: now, updatedAt: now })
    .where(and(eq(nudgeDeliveries.tenantId, tenant), eq(nudgeDeliveries.id, id)));
  await tryAt(tx, tenant, found, now);
  return found.status;
}

/** Deliveries, those first of which something was heard last. */
export async function deliveriesBefore(
  tx: TenantTransaction,
  tenant: string,
  {
    statuses,
    after,
    size,
  }: { statuses: readonly DeliveryStatus[]; after?: Cursor | undefined; size: number },
): Promise<Page<Delivery>> {
  const { updatedAt, id, status } = nudgeDeliveries;
  const where = [eq(nudgeDeliveries.tenantId, tenant)];
  if (statuses.length > 0) where.push(inArray(status, [...statuses]));
  if (after) {
    const at = new Date(after[0]);
    const older = or(lt(updatedAt, at), and(eq(updatedAt, at), lt(id, after[1])));
    if (older) where.push(older);
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(desc(updatedAt), desc(id))
    .limit(size + 1);
  return pageOf(rows.map(deliveryOf), size, (delivery) => [delivery.updatedAt, delivery.id]);
}

export async function deliveryById(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<Delivery | null> {
  const [row] = await select(tx).where(and(eq(nudgeDeliveries.tenantId, tenant), eq(nudgeDeliveries.id, id)));
  return row ? deliveryOf(row) : null;
}

/** How many of a tenant's deliveries of the last days stand how, by channel. */
export async function deliveryCounts(
  tx: TenantTransaction,
  tenant: string,
  since: Date,
): Promise<{ channel: OutsideChannel; status: DeliveryStatus; count: number }[]> {
  const { channel, status, updatedAt } = nudgeDeliveries;
  const rows = await tx
    .select({ channel, status, count: sql<number>`count(*)::int` })
    .from(nudgeDeliveries)
    .where(and(eq(nudgeDeliveries.tenantId, tenant), sql`${updatedAt} > ${since.toISOString()}::timestamptz`))
    .groupBy(channel, status);
  return rows.map((row) => ({ ...row, channel: outsideOf(row.channel) }));
}

function select(tx: TenantTransaction) {
  return tx
    .select({
      delivery: nudgeDeliveries,
      learner: learners.id,
      learnerName: learners.name,
      cohortName: cohorts.name,
    })
    .from(nudgeDeliveries)
    .innerJoin(nudges, eq(nudges.id, nudgeDeliveries.nudgeId))
    .innerJoin(learners, eq(learners.id, nudges.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, nudges.cohortId))
    .$dynamic();
}

function deliveryOf({
  delivery: { id, nudgeId, channel, status, attempts, nextAt, trouble, sentAt, updatedAt },
  ...about
}: Awaited<ReturnType<typeof select>>[number]): Delivery {
  return {
    id,
    nudge: nudgeId,
    ...about,
    channel: outsideOf(channel),
    status,
    tries: attempts,
    nextAt: nextAt?.toISOString() ?? null,
    trouble,
    sentAt: sentAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}

/** What is shown on the learner's own page needs no delivery, so none is stored. */
function outsideOf(channel: NudgeChannel): OutsideChannel {
  if (channel === 'in_app') throw new Error('a delivery by the page itself was stored');
  return channel;
}
