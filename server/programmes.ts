import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { programmeSummaries } from '#db/postgres/programmes.ts';
import type { ProgrammeSummary } from '#engagement/programme.ts';
import { answers, listOf, newApi, pageQuery } from './api.ts';
import { identified, requireStaff } from './identity.ts';
import { itemRoutes } from './items.ts';
import { scoringRoutes } from './scoring.ts';
import type { Stores } from './stores.ts';

const programmeSummary = z
  .object({ id: z.string(), name: z.string(), cohorts: z.number(), learners: z.number() })
  .openapi('Programme') satisfies z.ZodType<ProgrammeSummary>;

export function programmeRoutes(stores: Stores) {
  const api = newApi();
  api.use('/', identified(stores));
  api.openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'Programmes by name',
      request: { query: z.object(pageQuery) },
      responses: answers('A page of programmes', listOf(programmeSummary)),
    }),
    async (c) => {
      const caller = c.get('caller');
      requireStaff(caller);
      const { cursor, limit } = c.req.valid('query');
      const page = await asTenant(stores.db, caller.tenant.id, (tx) =>
        programmeSummaries(tx, caller.tenant.id, { after: cursor, size: limit }),
      );
      return c.json(page, 200);
    },
  );
  api.route('/:id/items', itemRoutes(stores));
  return api.route('/:id/scoring', scoringRoutes(stores, 'programme'));
}
