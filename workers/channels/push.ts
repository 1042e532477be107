import webPush from 'web-push';
import type { PushSubscription } from '#db/postgres/push-subscriptions.ts';
import type { VapidKeys } from '#db/vapid.ts';
import type { Carry } from './channel.ts';
import { type PostOutside, outcomeOf } from './outside.ts';

/** A push that did not reach a browser within a day is of no use: the nudge itself waits on the page. */
const keptS = 86_400;
/** The push service says so of a browser that took its subscription back. */
const goneStatuses = [404, 410];

/**
 * Tells a browser that there is something new, and which: what it says is read on the page, by whoever is signed in
 * there. A push that comes again replaces the first, before it is shown and after.
 */
export function byPush(post: PostOutside, keys: VapidKeys, subject: string): Carry<PushSubscription> {
  return async ({ nudge, to }) => {
    const request = requestOf(to, nudge.id, { subject, ...keys });
    if (request === null) return { what: 'dead', trouble: 'subscription_bad', isGone: true };
    return outcomeOf(await post(to.endpoint, request.headers, request.body), goneStatuses);
  };
}

/** Null where the browser's keys are none: the curve is the judge of that. */
function requestOf(
  { endpoint, p256dh, auth }: PushSubscription,
  nudge: string,
  vapidDetails: VapidKeys & { subject: string },
): { headers: Record<string, string>; body: Buffer } | null {
  try {
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify({ nudge }),
      { vapidDetails, TTL: keptS, urgency: 'normal', topic: nudge },
    );
    return { headers: { ...headers, TTL: String(keptS) }, body };
  } catch {
    return null;
  }
}
