import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { learnerById, placesOfLearner } from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { riskBandChanges, riskPoints } from '#db/postgres/risk-history.ts';
import { cohortSettings } from '#db/postgres/scorings.ts';
import { cohortTime } from '#engagement/cohort.ts';
import { dayMs } from '#engagement/day.ts';
import { type RiskHistory, stretchHours } from '#engagement/risk-history.ts';
import { reasonGroups } from '#engagement/risk-groups.ts';
import { bands, floorsOf } from '#engagement/risk.ts';
import { answers, idParam, newApi } from './api.ts';
import { placeAmong } from './engagement.ts';
import { notFound } from './errors.ts';
import { identified, requireMayRead } from './identity.ts';
import type { Stores } from './stores.ts';

const usualDays = 30;
const daysMax = 400;
/** Nobody changes bands so often; of who does, the newest. */
const changesMax = 500;

const band = z.enum(bands);
const reasons = z.array(
  z.object({
    code: z.enum(['base', ...reasonGroups]),
    weight: z.number().describe('in log-odds: above zero it raises the risk, below it lowers it'),
    params: z.record(z.string(), z.number()),
  }),
);
const history = z
  .object({
    learner: z.string(),
    enrolment: z.string(),
    cohort: z.object({ id: z.string(), name: z.string() }),
    timeZone: z.string(),
    from: z.string(),
    to: z.string(),
    everyHours: z.number().describe('of each stretch of so many hours the last point is told'),
    floors: z
      .object({ medium: z.number(), high: z.number(), critical: z.number() })
      .describe('where bands begin today, in percent'),
    points: z
      .array(z.object({ at: z.string(), risk: z.number().min(0).max(1), band, reasons }))
      .describe(
        'when the risk moved, oldest first; the first may be older than the period, and is what held when it began',
      ),
    changes: z.array(
      z.object({
        at: z.string(),
        from: band.nullable(),
        to: band.nullable(),
        risk: z.number().nullable(),
        reasons,
      }),
    ),
  })
  .openapi('RiskHistory') satisfies z.ZodType<RiskHistory>;

export function riskHistoryRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/{id}/risk',
      summary: 'How the risk of a learner went: each point at which it moved, with its main reasons',
      description: `The last ${usualDays} days unless more are asked for; of a cohort that has ended, those before its end. Without a cohort it is the learner's first that goes on. A learner may read their own.`,
      request: {
        params: idParam,
        query: z.object({
          cohort: z.string().max(64).optional(),
          days: z.coerce.number().int().min(1).max(daysMax).default(usualDays),
        }),
      },
      responses: answers('The history of the risk', history),
    }),
    async (c) => {
      const caller = c.get('caller');
      const tenant = caller.tenant.id;
      const { id } = c.req.valid('param');
      const { cohort: wanted, days } = c.req.valid('query');
      await requireMayRead(stores, caller, id);
      const now = Date.now();
      const told = await asTenant(stores.db, tenant, async (tx): Promise<RiskHistory> => {
        if (!(await learnerById(tx, tenant, id))) throw notFound('learner');
        const look = { byId: caller.id, role: caller.role, what: 'learner' as const, learnerId: id };
        await recordLook(tx, tenant, look, new Date(now));
        const { enrolment, cohort } = placeAmong(await placesOfLearner(tx, tenant, id), wanted, now);
        const rules = (await cohortSettings(tx, tenant, [cohort.id])).get(cohort.id);
        if (rules === undefined) throw notFound('cohort');
        const to = cohortTime(rules.endsAt, now);
        const period = { enrolment, from: new Date(to - days * dayMs), to: new Date(to) };
        const everyHours = stretchHours(days);
        return {
          learner: id,
          enrolment,
          cohort: { id: cohort.id, name: cohort.name },
          timeZone: cohort.timeZone,
          from: period.from.toISOString(),
          to: period.to.toISOString(),
          everyHours,
          floors: floorsOf(rules.scoring, rules.capacityFloor),
          points: await riskPoints(tx, tenant, period, everyHours),
          changes: await riskBandChanges(tx, tenant, period, changesMax),
        };
      });
      return c.json(told, 200);
    },
  );
}
