import { createRoute, z } from '@hono/zod-openapi';
import { cohortRoster } from '#db/postgres/cohort-roster.ts';
import { cohortById } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import type { CohortRoster } from '#engagement/cohort-roster.ts';
import { answers, idParam, newApi } from './api.ts';
import { notFound } from './errors.ts';
import { identified, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

const roster = z
  .object({
    learners: z.array(
      z.object({
        enrolment: z.string(),
        enrolledAt: z.string().openapi({ format: 'date-time' }),
        courses: z
          .array(z.string())
          .describe('which others they are in as well; of a cohort that says no course, its name'),
      }),
    ),
  })
  .openapi('CohortRoster') satisfies z.ZodType<CohortRoster>;

/** Who is in a cohort since when, and where else, below the cohort's id. */
export function cohortRosterRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'Since when learners are in a cohort, and which other courses they are in',
      request: { params: idParam },
      responses: answers('All of them, in the order of their enrolments', roster),
    }),
    async (c) => {
      const caller = c.get('caller');
      const { id } = c.req.valid('param');
      // A cohort is not there for a learner, theirs or not.
      if (caller.role === 'learner') throw notFound('cohort');
      requireStaff(caller);
      const { id: tenant } = caller.tenant;
      const learners = await asTenant(stores.db, tenant, async (tx) => {
        if (!(await cohortById(tx, tenant, id))) throw notFound('cohort');
        const now = new Date();
        const look = { byId: caller.id, role: caller.role, what: 'cohort' as const, cohortId: id };
        await recordLook(tx, tenant, look, now);
        return cohortRoster(tx, tenant, id, now);
      });
      return c.json({ learners }, 200);
    },
  );
}
