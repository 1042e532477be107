import type { Logger } from 'pino';
import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { decisionOfNudge, holdLearner } from '#db/postgres/nudge-decisions.ts';
import {
  type OpenDelivery,
  type Standing,
  addressOf,
  beginSending,
  holdDelivery,
  noteStanding,
  tryAt,
} from '#db/postgres/nudge-deliveries.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { preferencesOf } from '#db/postgres/nudge-preferences.ts';
import { nudgeById } from '#db/postgres/nudges.ts';
import { forgetPushSubscription, pushSubscriptionsOf } from '#db/postgres/push-subscriptions.ts';
import { switchWebhook, webhookTarget } from '#db/postgres/webhooks.ts';
import { type Nudge, recheck } from '#engagement/nudge.ts';
import {
  type DeliveryOutcome,
  type Lane,
  isLastTry,
  laneOf,
  sendingMostMs,
  waitAfterMs,
} from '#engagement/nudging/delivery.ts';
import type { Channels } from './channels/channels.ts';
import type { Turns } from './turns.ts';

export interface Sender {
  db: Database;
  channels: Channels;
  turns: Record<Lane, Turns>;
  log: Logger;
}

/** Several who look at the same moment may take up more than there are turns for: who gets none comes back after this, and up to twice of it. */
const noTurnMs = 1_000;

/**
 * Sends a nudge by one channel, once: what is to be done is written down, then the provider is asked, then what became
 * of it is written down. Whoever dies in between leaves it as `sending`, and the next one knows that they do not know.
 */
export async function sendDelivery(
  { db, channels, turns, log }: Sender,
  { tenant, delivery: id }: { tenant: string; delivery: string },
): Promise<void> {
  const giveBack = await turnFor(db, turns, tenant, id);
  if (giveBack === null) return;
  try {
    const ready = await asTenant(db, tenant, (tx) => begin(tx, channels, tenant, id, new Date()));
    if (ready === null) return;
    const { held, send } = ready;
    const outcome = await send();
    const now = new Date();
    const standing = standingAfter(outcome, held.tries, now);
    await asTenant(db, tenant, async (tx) => {
      await noteStanding(tx, tenant, held, standing, now);
      if (outcome.what === 'dead' && outcome.isGone) await forget(tx, tenant, held);
    });
    if (outcome.what !== 'sent') {
      const { trouble } = outcome;
      log.warn(
        { tenant, delivery: id, channel: held.channel, tries: held.tries, trouble, now: standing.status },
        'a nudge could not be sent',
      );
    }
  } finally {
    giveBack();
  }
}

/** Null: there is nothing to send, or no turn, and the job is put off. */
async function turnFor(
  db: Database,
  turns: Sender['turns'],
  tenant: string,
  id: string,
): Promise<(() => void) | null> {
  return asTenant(db, tenant, async (tx) => {
    const held = await holdDelivery(tx, tenant, id);
    if (held === null) return null;
    const giveBack = turns[laneOf(held.channel)].take(tenant);
    if (giveBack === null)
      await tryAt(tx, tenant, held, new Date(Date.now() + noTurnMs * (1 + Math.random())));
    return giveBack;
  });
}

interface Ready {
  held: Pick<OpenDelivery, 'id' | 'tries' | 'channel' | 'target'>;
  send: () => Promise<DeliveryOutcome>;
}

/** Looks once more whether it is to be sent, and if so writes down that it is being sent. */
async function begin(
  tx: TenantTransaction,
  channels: Channels,
  tenant: string,
  id: string,
  now: Date,
): Promise<Ready | null> {
  const held = await holdDelivery(tx, tenant, id);
  if (held === null || (held.status !== 'waiting' && held.status !== 'sending')) return null;
  const stand = async (standing: Standing): Promise<null> => {
    await noteStanding(tx, tenant, held, standing, now);
    return null;
  };
  if (held.status === 'sending') {
    const overAt = held.updatedAt.getTime() + sendingMostMs;
    if (overAt > now.getTime()) {
      await tryAt(tx, tenant, held, new Date(overAt));
      return null;
    }
    // Of pushes and webhooks the receiver sees one, however often it comes. Of mails it would see two.
    if (held.channel === 'email') return stand({ status: 'unknown', trouble: 'worker_gone' });
  }
  const nudge = await nudgeById(tx, tenant, held.nudge);
  if (nudge === null) return stand({ status: 'skipped', trouble: 'nudge_gone' });
  const against = await whyNotNow(tx, tenant, nudge, held, now);
  if (against !== null) return stand(against);
  const send = await sendingOf(tx, channels, tenant, nudge, held);
  if (send === null) return stand({ status: 'skipped', trouble: 'target_gone' });
  const tries = await beginSending(tx, tenant, held, now);
  return { held: { ...held, tries }, send };
}

/** Hours may have passed since the nudge was shown: caps, quiet hours and what the learner wants hold at each try. */
async function whyNotNow(
  tx: TenantTransaction,
  tenant: string,
  nudge: Nudge,
  { channel }: OpenDelivery,
  now: Date,
): Promise<Standing | null> {
  if (nudge.withdrawnAt !== null) return { status: 'skipped', trouble: 'withdrawn' };
  // A system of the tenant wants to know of it; a person who has seen it does not want to be told.
  const isSeen = nudge.openedAt !== null || nudge.answer !== null;
  if (isSeen && channel !== 'webhook') return { status: 'skipped', trouble: 'seen' };
  const { channels } = await preferencesOf(tx, tenant, nudge.learner);
  if (channel !== 'webhook' && !channels.includes(channel))
    return { status: 'skipped', trouble: 'not_agreed' };
  await holdLearner(tx, tenant, nudge.learner);
  const row = await decisionOfNudge(tx, tenant, nudge.id);
  const facts = row && (await nudgeFactsOf(tx, row, now.getTime()));
  if (!facts) return null;
  const checked = recheck(facts, nudge.kind);
  switch (checked.what) {
    case 'send':
      return null;
    case 'wait':
      return { status: 'waiting', nextAt: new Date(checked.until), trouble: 'not_now' };
    case 'withdraw':
      return { status: 'skipped', trouble: checked.reason };
  }
}

/** What asks the provider; null where there is nothing to send to any more. */
async function sendingOf(
  tx: TenantTransaction,
  { email, push, webhook }: Channels,
  tenant: string,
  nudge: Nudge,
  { id: delivery, channel, target }: OpenDelivery,
): Promise<(() => Promise<DeliveryOutcome>) | null> {
  const parcel = { tenant, delivery, nudge };
  switch (channel) {
    case 'email': {
      const address = await addressOf(tx, tenant, nudge.learner);
      return email !== null && address !== null ? () => email({ ...parcel, to: { address } }) : null;
    }
    case 'push': {
      const to = (await pushSubscriptionsOf(tx, tenant, nudge.learner)).find(({ id }) => id === target);
      return to === undefined ? null : () => push({ ...parcel, to });
    }
    case 'webhook': {
      const to = await webhookTarget(tx, tenant, target);
      return to?.isOn === true ? () => webhook({ ...parcel, to }) : null;
    }
  }
}

function standingAfter(outcome: DeliveryOutcome, tries: number, now: Date): Standing {
  switch (outcome.what) {
    case 'sent':
      return { status: 'sent' };
    case 'unknown':
    case 'dead':
      return { status: outcome.what, trouble: outcome.trouble };
    case 'again': {
      const { trouble, retryAfterMs } = outcome;
      if (isLastTry(tries)) return { status: 'dead', trouble };
      const nextAt = new Date(now.getTime() + waitAfterMs(tries, Math.random(), retryAfterMs));
      return { status: 'waiting', nextAt, trouble };
    }
  }
}

/** A place that is gone is sent nothing any more: a browser is forgotten, a hook is off until somebody turns it on. */
async function forget(
  tx: TenantTransaction,
  tenant: string,
  { channel, target }: Ready['held'],
): Promise<void> {
  if (channel === 'push') await forgetPushSubscription(tx, tenant, target);
  if (channel === 'webhook') await switchWebhook(tx, tenant, target, false);
}
