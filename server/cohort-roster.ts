import { createRoute, z } from '@hono/zod-openapi';
import { cohortRoster } from '#db/postgres/cohort-roster.ts';
import { asTenant } from '#db/postgres/connect.ts';
import type { CohortRoster } from '#engagement/cohort-roster.ts';
import { answers, idParam, newApi } from './api.ts';
import { lookAtCohort } from './cohort-access.ts';
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
      const { id: tenant } = caller.tenant;
      const learners = await asTenant(stores.db, tenant, async (tx) => {
        const now = new Date();
        await lookAtCohort(tx, caller, id, now);
        return cohortRoster(tx, tenant, id, now);
      });
      return c.json({ learners }, 200);
    },
  );
}
