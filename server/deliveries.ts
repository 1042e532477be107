import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import {
  deliveriesBefore,
  deliveryById,
  deliveryCounts,
  resendDelivery,
} from '#db/postgres/nudge-deliveries.ts';
import {
  type Delivery,
  deliveryStatuses,
  outsideChannels,
  resendable,
} from '#engagement/nudging/delivery.ts';
import { type Caller, answers, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const countedMs = 7 * 86_400_000;

const deliveryShape = z
  .object({
    id: z.string(),
    nudge: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohortName: z.string(),
    channel: z.enum(outsideChannels),
    status: z
      .enum(deliveryStatuses)
      .describe('unknown: a mail that may have been taken or not, and is never sent again by itself'),
    tries: z.number(),
    nextAt: z.string().nullable(),
    trouble: z.string().nullable().describe('why the last try failed, or why it was not sent: a code'),
    sentAt: z.string().nullable(),
    updatedAt: z.string(),
  })
  .openapi('Delivery') satisfies z.ZodType<Delivery>;

const channels = z
  .object({
    channels: z.array(
      z.object({
        channel: z.enum(outsideChannels),
        isPossible: z.boolean().describe('whether this installation can send by it at all'),
        lastWeek: z
          .array(z.object({ status: z.enum(deliveryStatuses), count: z.number() }))
          .describe('deliveries of which something was heard within seven days'),
      }),
    ),
  })
  .openapi('DeliveryChannels');

/** Nudges on their way by mail, push and webhook, for those who see to it that they arrive. */
export function deliveryRoutes(stores: Stores, isMailOn: boolean) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Nudges on their way by mail, push and webhook; the last of which something was heard first',
        request: {
          query: z.object({ ...pageQuery, status: z.enum(deliveryStatuses).optional() }),
        },
        responses: answers('A page of deliveries', listOf(deliveryShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        mayManage(caller);
        const tenant = caller.tenant.id;
        const { cursor, limit, status } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          const look = { byId: caller.id, role: caller.role, what: 'nudges' } as const;
          await recordLook(tx, tenant, look, new Date());
          const statuses = status === undefined ? [] : [status];
          return deliveriesBefore(tx, tenant, { statuses, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/channels',
        summary: 'By which channels nudges can leave, and how the last week went',
        responses: answers('The channels', channels),
      }),
      async (c) => {
        const caller = c.get('caller');
        mayManage(caller);
        const tenant = caller.tenant.id;
        const since = new Date(Date.now() - countedMs);
        const counts = await asTenant(stores.db, tenant, (tx) => deliveryCounts(tx, tenant, since));
        const all = outsideChannels.map((channel) => ({
          channel,
          isPossible: channel !== 'email' || isMailOn,
          lastWeek: counts
            .filter((one) => one.channel === channel)
            .map(({ status, count }) => ({ status, count })),
        }));
        return c.json({ channels: all }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/resend',
        summary: 'Send one again that is dead, or of which nobody knows whether it arrived',
        description:
          'A mail whose sender died may have arrived: then this is a second one. Quiet hours, caps and what the learner wants hold as ever.',
        request: { params: idParam },
        responses: answers('The delivery as it now stands', deliveryShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const delivery = await asTenant(stores.db, tenant, async (tx) => {
          if ((await deliveryById(tx, tenant, id)) === null) throw notFound('delivery');
          mayManage(caller);
          const was = await resendDelivery(tx, tenant, id, new Date());
          if (was === null) throw notFound('delivery');
          if (!resendable.includes(was)) {
            throw new Refused(
              409,
              'not_resendable',
              `Only what is dead or unknown can be sent again; this is ${was}.`,
            );
          }
          const look = { byId: caller.id, role: caller.role, what: 'nudges' } as const;
          await recordLook(tx, tenant, look, new Date());
          return deliveryById(tx, tenant, id);
        });
        if (delivery === null) throw notFound('delivery');
        return c.json(delivery, 200);
      },
    );
}

function mayManage(caller: Caller): void {
  requireRole(caller, 'admin', 'manager');
}
