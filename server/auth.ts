import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { addressHeader, personWithRole, tenantBySlug } from '#db/postgres/accounts.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { addressOf } from './address.ts';
import { Refused, notFound, storeAway } from './errors.ts';
import type { Stores } from './stores.ts';

/** What of the accounts library is open to the outside; the rest of its eighty doors stays shut. */
const openPaths = [
  ['POST', '/sign-in/email'],
  ['POST', '/sign-out'],
  ['GET', '/get-session'],
  ['POST', '/change-password'],
] as const;

export function authRoutes(stores: Stores) {
  const api = new Hono();
  for (const [method, path] of openPaths) {
    api.on(method, path, async (c) => {
      const response = await stores.accounts.handler(withAddress(c));
      // Its own words for a database that is away are "internal server error".
      if (response.status >= 500) throw storeAway('PostgreSQL');
      return response;
    });
  }
  return api;
}

const as = z.object({ as: z.enum(['manager', 'mentor', 'learner']) });

/** The door of the demo: signs in as one of its people. Outside the demo there is no such route. */
export function demoRoutes(stores: Stores, isDemo: boolean) {
  const api = new Hono();
  if (!isDemo) return api;
  return api.post('/continue', async (c) => {
    const wanted = as.safeParse(await c.req.json().catch(() => null));
    if (!wanted.success) {
      throw new Refused(400, 'bad_request', 'as must be manager, mentor or learner.', { field: 'as' });
    }
    const tenant = await tenantBySlug(stores.db, demoSlug);
    const person = tenant && (await personWithRole(stores.db, tenant, wanted.data.as));
    if (!person) throw notFound('demo person');
    return stores.accounts.api.continueAs({ body: { userId: person.id }, asResponse: true });
  });
}

/** The request with the address of its socket, by which sign-in tries are counted. */
function withAddress(c: Context): Request {
  const headers = new Headers(c.req.raw.headers);
  headers.set(addressHeader, addressOf(c));
  return new Request(c.req.raw, { headers });
}
