import { createRoute, z } from '@hono/zod-openapi';
import { staffOf } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { looksAt, ownData } from '#db/postgres/own-data.ts';
import { answers, newApi } from './api.ts';
import { identified, requireOwnLearner } from './identity.ts';
import type { Stores } from './stores.ts';

const looksMost = 200;

const look = z
  .object({
    by: z.string().nullable().describe('who; null for somebody who is no more, or a program'),
    role: z.string(),
    what: z.string(),
    times: z.number().describe('within that hour'),
    lastAt: z.string(),
  })
  .openapi('LookAtMe');

/** What a learner may know of what is kept of them. */
export function myDataRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/data',
        summary: 'Everything that is kept of you, to take along',
        responses: answers('Each row as it is stored, by what it is', z.record(z.string(), z.unknown())),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const learner = await requireOwnLearner(stores, caller);
        const data = await asTenant(stores.db, tenant, (tx) => ownData(tx, tenant, learner));
        c.header('Content-Disposition', 'attachment; filename="my-data.json"');
        c.header('Cache-Control', 'no-store');
        return c.json(data, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/looks',
        summary: 'Who looked at you, newest first',
        description: 'Also who read a list of your cohort, in which you stand.',
        responses: answers('The last of them', z.object({ items: z.array(look) })),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const learner = await requireOwnLearner(stores, caller);
        const names = new Map((await staffOf(stores.db, tenant)).map(({ id, name }) => [id, name]));
        const found = await asTenant(stores.db, tenant, (tx) =>
          looksAt(tx, tenant, learner, new Date(), looksMost),
        );
        const items = found.map(({ byId, ...rest }) => ({ ...rest, by: names.get(byId) ?? null }));
        return c.json({ items }, 200);
      },
    );
}
