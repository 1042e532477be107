import { createRoute, z } from '@hono/zod-openapi';
import { addJob, asTenant } from '#db/postgres/connect.ts';
import {
  createWebhook,
  removeWebhook,
  switchWebhook,
  webhooksMost,
  webhooksOf,
} from '#db/postgres/webhooks.ts';
import { lastTried } from '#db/redis/tried-webhooks.ts';
import { answers, body, idParam, newApi } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const urlMost = 500;

const webhookShape = z
  .object({
    id: z.string(),
    url: z.string(),
    isOn: z.boolean().describe('off after its server answered 410, until somebody turns it on'),
    byName: z.string(),
    createdAt: z.string(),
    tried: z
      .object({ at: z.string(), trouble: z.string().nullable().describe('null: it answered well') })
      .nullable()
      .describe('what came of the last test, for a day'),
  })
  .openapi('Webhook');

const list = z.object({ items: z.array(webhookShape), mayHave: z.number() });

/** Where a tenant's own systems are told of nudges. */
export function webhookRoutes(stores: Stores, allowsLoopback: boolean) {
  const api = newApi();
  api.use(identified(stores));

  const all = async (tenant: string) => {
    const hooks = await asTenant(stores.db, tenant, (tx) => webhooksOf(tx, tenant));
    const tried = await Promise.all(hooks.map(({ id }) => lastTried(stores.redis, tenant, id)));
    return {
      items: hooks.map((hook, index) => ({ ...hook, tried: tried[index] ?? null })),
      mayHave: webhooksMost,
    };
  };

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Where systems of yours are told of nudges',
        responses: answers('All of them; there are few', list),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin', 'manager');
        return c.json(await all(caller.tenant.id), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Have a system told of nudges',
        description:
          'Messages are signed as Standard Webhooks says; the secret for it is in this answer and nowhere else.',
        request: body(z.object({ url: z.string().max(urlMost) })),
        responses: answers(
          'The webhook, and its secret this once',
          z.object({ webhook: webhookShape, secret: z.string() }),
        ),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin');
        const { url } = c.req.valid('json');
        const problem = urlProblem(url, allowsLoopback);
        if (problem !== null) throw new Refused(400, 'bad_request', problem, { field: 'url' });
        const tenant = caller.tenant.id;
        const made = await asTenant(stores.db, tenant, (tx) =>
          createWebhook(tx, tenant, { url, by: caller }, new Date()),
        );
        if (made === null)
          throw new Refused(409, 'too_many', `There are ${webhooksMost} webhooks already; remove one first.`);
        return c.json({ webhook: { ...made.webhook, tried: null }, secret: made.secret }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{id}',
        summary: 'Turn a webhook on or off',
        request: { params: idParam, ...body(z.object({ isOn: z.boolean() })) },
        responses: answers('All of them', list),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { isOn } = c.req.valid('json');
        if (!(await asTenant(stores.db, tenant, (tx) => switchWebhook(tx, tenant, id, isOn))))
          throw notFound('webhook');
        return c.json(await all(tenant), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        summary: 'Remove a webhook',
        request: { params: idParam },
        responses: answers('Those that are left', list),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        if (!(await asTenant(stores.db, tenant, (tx) => removeWebhook(tx, tenant, id))))
          throw notFound('webhook');
        return c.json(await all(tenant), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/test',
        summary: 'Try whether a webhook answers; what comes of it is in `tried` within seconds',
        request: { params: idParam },
        responses: answers('All of them, before the test', list),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const hooks = await all(tenant);
        if (!hooks.items.some((hook) => hook.id === id)) throw notFound('webhook');
        await asTenant(stores.db, tenant, (tx) =>
          addJob(tx, 'try_webhook', { tenant, webhook: id }, `try:${id}`),
        );
        return c.json(hooks, 200);
      },
    );
}

/** What can be seen of an address before it is looked up; where it leads is checked at each sending. */
function urlProblem(address: string, allowsLoopback: boolean): string | null {
  const url = URL.parse(address);
  if (url === null || url.hostname === '')
    return 'An address such as https://example.org/nudges was expected.';
  if (url.username !== '' || url.password !== '')
    return 'An address without a name and a password was expected.';
  if (url.protocol !== 'https:' && !(allowsLoopback && url.protocol === 'http:'))
    return 'An address that begins with https:// was expected.';
  return null;
}
