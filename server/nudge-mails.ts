import { createRoute, z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import { asTenant } from '#db/postgres/connect.ts';
import { switchChannel } from '#db/postgres/nudge-preferences.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { unsubscribeOf, unsubscribeSecret } from '#db/unsubscribe.ts';
import { newApi } from './api.ts';
import { notFound } from './errors.ts';
import type { Stores } from './stores.ts';
import { unsubscribePage, unsubscribePolicy } from './unsubscribe-page.ts';

/** Where the link of a nudge's mail leads that turns such mails off (RFC 8058). Whoever has the link needs no session. */
export function nudgeMailRoutes(stores: Stores) {
  const query = z.object({ token: z.string().max(300) });
  const whose = async (token: string) => {
    const found = unsubscribeOf(await sharedSecret(stores.db, unsubscribeSecret), 'nudges', token);
    if (!found) throw notFound('link');
    return found;
  };
  const page = { 200: { description: 'A page to read', content: { 'text/html': { schema: z.string() } } } };
  const title = 'Nudges by e-mail';
  return newApi()
    .openapi(
      createRoute({
        method: 'get',
        path: '/unsubscribe',
        summary:
          'Asks whether to turn nudges by e-mail off; programs that follow every link in a mail change nothing',
        request: { query },
        responses: page,
      }),
      async (c) => {
        await whose(c.req.valid('query').token);
        c.header('Content-Security-Policy', unsubscribePolicy);
        const form = html`<form method="post"><button>Turn these mails off</button></form>`;
        return c.html(await unsubscribePage(title, form));
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/unsubscribe',
        summary: 'Turns nudges by e-mail off for the learner to whom the mail went',
        request: { query },
        responses: page,
      }),
      async (c) => {
        const { tenant, person } = await whose(c.req.valid('query').token);
        await asTenant(stores.db, tenant, (tx) =>
          switchChannel(tx, tenant, person, 'email', false, new Date()),
        );
        c.header('Content-Security-Policy', unsubscribePolicy);
        return c.html(
          await unsubscribePage(title, html`<p>They are off. Your page still has your nudges.</p>`),
        );
      },
    );
}
