import { Webhook } from 'standardwebhooks';
import type { Nudge } from '#engagement/nudge.ts';
import type { Carry } from './channel.ts';
import { type PostOutside, outcomeOf } from './outside.ts';

export interface WebhookTarget {
  url: string;
  secret: string;
}

/** Tells a tenant's own system of a nudge: ids, what it is and when, and no name. Signed as Standard Webhooks says. */
export function byWebhook(post: PostOutside, now: () => Date = () => new Date()): Carry<WebhookTarget> {
  return async ({ delivery, nudge, to }) =>
    outcomeOf(await postSigned(post, to, delivery, nudgeMessage(nudge), now()), [gone]);
}

/** Tries whether a hook answers; says null when it does, and else why not. */
export async function testWebhook(
  post: PostOutside,
  to: WebhookTarget,
  id: string,
  at: Date,
): Promise<string | null> {
  const message = { type: 'webhook.test', timestamp: at.toISOString(), data: {} };
  const outcome = outcomeOf(await postSigned(post, to, id, message, at), [gone]);
  return outcome.what === 'sent' ? null : outcome.trouble;
}

/** "Do not come back", says the standard. */
const gone = 410;

function postSigned(
  post: PostOutside,
  { url, secret }: WebhookTarget,
  id: string,
  message: object,
  at: Date,
) {
  const body = JSON.stringify(message);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Holdfast',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return post(url, headers, body);
}

function nudgeMessage(nudge: Nudge) {
  const { id, learner, learnerExternalId, cohort, kind, rule, createdAt, dueAt, deliveredAt } = nudge;
  const data = { id, learner, learnerExternalId, cohort, kind, rule, createdAt, dueAt, deliveredAt };
  // Of when it happened, not of when it is told: the same at each try.
  return { type: 'nudge.delivered', timestamp: deliveredAt ?? dueAt, data };
}
