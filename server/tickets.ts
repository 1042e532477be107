import { createRoute, z } from '@hono/zod-openapi';
import { issueTicket, ticketKeptS } from '#db/redis/tickets.ts';
import { answers, newApi } from './api.ts';
import { identified } from './identity.ts';
import type { Stores } from './stores.ts';

const ticket = z.object({ ticket: z.string(), expiresAt: z.string() });

/** Tickets let a program, or a page of another origin, open the live socket once without a cookie. */
export function ticketRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'post',
      path: '/',
      summary: 'A ticket for one live connection',
      description: 'Offer it as the WebSocket subprotocols `holdfast` and `ticket.<ticket>`.',
      responses: answers('The ticket', ticket),
    }),
    async (c) => {
      const caller = c.get('caller');
      const expiresAt = new Date(Date.now() + ticketKeptS * 1000).toISOString();
      return c.json(
        { ticket: await issueTicket(stores.redis, caller.tenant.id, JSON.stringify(caller)), expiresAt },
        200,
      );
    },
  );
}
