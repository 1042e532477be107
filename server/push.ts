import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import {
  addPushSubscription,
  pushSubscriptionsOf,
  removePushSubscription,
} from '#db/postgres/push-subscriptions.ts';
import { vapidKeys } from '#db/vapid.ts';
import { type Caller, answers, body, newApi } from './api.ts';
import { Refused } from './errors.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const endpoint = z
  .url({ protocol: /^https$/, error: 'the address of a push service was expected' })
  .max(1_000);
const p256dh = bytes(65, 'the public key of a browser, 65 bytes as base64url, was expected');
const auth = bytes(16, 'the secret of a browser, 16 bytes as base64url, was expected');
const browsers = z.object({
  browsers: z.number().describe('how many browsers of yours show pushes'),
});

/** Which of their browsers a learner wants to be told in. */
export function pushRoutes(stores: Stores, vapidPrivateKey: string | null) {
  const api = newApi();
  api.use(identified(stores));

  const learnerOf = async (caller: Caller): Promise<string> => {
    requireRole(caller, 'learner');
    const learner = await ownLearner(stores, caller);
    if (learner === null) throw new Refused(409, 'no_learner', 'This account is no learner’s yet.');
    return learner;
  };

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/key',
        summary: 'The key a browser subscribes with',
        responses: answers('The public VAPID key, base64url', z.object({ key: z.string() })),
      }),
      async (c) => {
        const { publicKey } = await vapidKeys(stores.db, vapidPrivateKey);
        return c.json({ key: publicKey }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Be told of nudges in this browser',
        description:
          'Turns the channel on as well. What is pushed names the nudge and nothing else; a browser of another learner becomes yours.',
        request: body(z.object({ endpoint, keys: z.object({ p256dh, auth }) })),
        responses: answers('How many browsers there are', browsers),
      }),
      async (c) => {
        const caller = c.get('caller');
        const learner = await learnerOf(caller);
        const tenant = caller.tenant.id;
        const { endpoint: where, keys } = c.req.valid('json');
        const now = new Date();
        const count = await asTenant(stores.db, tenant, async (tx) => {
          await addPushSubscription(tx, tenant, learner, { endpoint: where, ...keys }, now);
          await switchChannel(tx, tenant, learner, 'push', true, now);
          return (await pushSubscriptionsOf(tx, tenant, learner)).length;
        });
        return c.json({ browsers: count }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/',
        summary: 'Be told no more in this browser',
        description: 'With the last one the channel is turned off as well.',
        request: body(z.object({ endpoint })),
        responses: answers('How many browsers are left', browsers),
      }),
      async (c) => {
        const caller = c.get('caller');
        const learner = await learnerOf(caller);
        const tenant = caller.tenant.id;
        const count = await asTenant(stores.db, tenant, async (tx) => {
          await removePushSubscription(tx, tenant, learner, c.req.valid('json').endpoint);
          const left = (await pushSubscriptionsOf(tx, tenant, learner)).length;
          if (left === 0) await switchChannel(tx, tenant, learner, 'push', false, new Date());
          return left;
        });
        return c.json({ browsers: count }, 200);
      },
    );
}

function bytes(length: number, error: string) {
  return z
    .string({ error })
    .max(200)
    .refine((text) => /^[\w-]+=*$/.test(text) && Buffer.from(text, 'base64url').length === length, { error });
}
