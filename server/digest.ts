import { createRoute, z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import { asTenant } from '#db/postgres/connect.ts';
import { chooseDigest, digestOf } from '#db/postgres/digests.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { unsubscribeOf, unsubscribeSecret } from '#db/unsubscribe.ts';
import { type DigestEvery, digestEvery, usualDigest } from '#engagement/digest.ts';
import { isStaff } from '#engagement/person.ts';
import { type Caller, answers, body, newApi } from './api.ts';
import { notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';
import { unsubscribePage, unsubscribePolicy } from './unsubscribe-page.ts';

const chosen = z
  .object({
    every: z.enum(digestEvery),
    isMailOn: z.boolean().describe('whether this installation sends mail at all'),
  })
  .openapi('Digest');

/** How often one gets the digest of alerts by mail. */
export function digestRoutes(stores: Stores, isMailOn: boolean) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'How often you get the digest of alerts by mail',
        responses: answers('Your choice, or what your role has without one', chosen),
      }),
      async (c) => {
        const { id, tenant, role } = staffOnly(c.get('caller'));
        const own = await asTenant(stores.db, tenant.id, (tx) => digestOf(tx, tenant.id, id));
        return c.json({ every: own?.every ?? usualDigest(role), isMailOn }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: 'Choose how often',
        request: body(z.object({ every: z.enum(digestEvery) })),
        responses: answers('Your choice', chosen),
      }),
      async (c) => {
        const { id, tenant } = staffOnly(c.get('caller'));
        const { every } = c.req.valid('json');
        await choose(stores, tenant.id, id, every);
        return c.json({ every, isMailOn }, 200);
      },
    );
}

/** Where the link of a mail leads that turns the digest off (RFC 8058). Whoever has the link needs no session. */
export function unsubscribeRoutes(stores: Stores) {
  const query = z.object({ token: z.string().max(300) });
  const whose = async (token: string) => {
    const found = unsubscribeOf(await sharedSecret(stores.db, unsubscribeSecret), 'digest', token);
    if (!found) throw notFound('link');
    return found;
  };
  const title = 'The digest of alerts';
  const page = { 200: { description: 'A page to read', content: { 'text/html': { schema: z.string() } } } };
  return newApi()
    .openapi(
      createRoute({
        method: 'get',
        path: '/unsubscribe',
        summary:
          'Asks whether to turn the digest off; programs that follow every link in a mail change nothing',
        request: { query },
        responses: page,
      }),
      async (c) => {
        await whose(c.req.valid('query').token);
        c.header('Content-Security-Policy', unsubscribePolicy);
        return c.html(
          await unsubscribePage(title, html`<form method="post"><button>Turn the digest off</button></form>`),
        );
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/unsubscribe',
        summary: 'Turns the digest of the person off to whom the mail went',
        request: { query },
        responses: page,
      }),
      async (c) => {
        const { tenant, person } = await whose(c.req.valid('query').token);
        await choose(stores, tenant, person, 'off');
        c.header('Content-Security-Policy', unsubscribePolicy);
        return c.html(
          await unsubscribePage(title, html`<p>It is off. You can turn it on again in your settings.</p>`),
        );
      },
    );
}

function choose(stores: Stores, tenant: string, user: string, every: DigestEvery): Promise<void> {
  return asTenant(stores.db, tenant, (tx) => chooseDigest(tx, tenant, user, every, new Date()));
}

/** A program has no mailbox, and learners get no alerts. */
function staffOnly(caller: Caller) {
  const { role } = caller;
  if (role === 'program' || !isStaff(role)) {
    requireRole(caller, 'admin', 'manager', 'mentor');
    throw new Error('unreachable: the role was refused');
  }
  return { ...caller, role };
}
