import { createRoute, z } from '@hono/zod-openapi';
import { type Me, roles } from '#engagement/person.ts';
import { answers, newApi } from './api.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const me = z.object({
  user: z.object({ id: z.string(), name: z.string() }),
  tenant: z.object({ id: z.string(), name: z.string() }),
  role: z.enum(roles),
  learner: z.string().nullable(),
}) satisfies z.ZodType<Me>;

export function meRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'Who is signed in',
      responses: answers('The person', me),
    }),
    async (c) => {
      const caller = c.get('caller');
      if (caller.role === 'program') {
        requireRole(caller, ...roles);
        throw new Error('unreachable: a program has none of these roles');
      }
      const { id, name, tenant, role } = caller;
      return c.json({ user: { id, name }, tenant, role, learner: await ownLearner(stores, caller) }, 200);
    },
  );
}
