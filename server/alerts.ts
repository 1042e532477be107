import { createRoute, z } from '@hono/zod-openapi';
import { alertById, alertMoves, alertsBefore, moveAlert } from '#db/postgres/alerts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type Alert, alertStatuses, alertTypes, severities } from '#engagement/alert.ts';
import { answers, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

const alertShape = z
  .object({
    id: z.string(),
    enrolment: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohort: z.string(),
    type: z.enum(alertTypes),
    severity: z.enum(severities),
    status: z.enum(alertStatuses),
    trigger: z.record(z.string(), z.number()),
    raisedAt: z.string(),
    refreshedAt: z.string(),
    handledBy: z.string().nullable(),
    handledAt: z.string().nullable(),
    notes: z.string().nullable(),
  })
  .openapi('Alert') satisfies z.ZodType<Alert>;

const notes = z.object({ notes: z.string().max(4_000).optional() });
const moves = ['acknowledge', 'resolve', 'dismiss'] as const;

export function alertRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Alerts, newest first',
        request: { query: z.object({ ...pageQuery, status: z.enum(alertStatuses).optional() }) },
        responses: answers('A page of alerts', listOf(alertShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const tenant = caller.tenant.id;
        const { cursor, limit, status } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await recordLook(tx, tenant, { byId: caller.id, role: caller.role, what: 'alerts' }, new Date());
          return alertsBefore(tx, tenant, { status, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/{move}',
        summary: 'Acknowledge, resolve or dismiss an alert',
        request: {
          params: z.object({ id: z.string().max(64), move: z.enum(moves) }),
          body: { content: { 'application/json': { schema: notes } } },
        },
        responses: answers('The alert as it now stands', alertShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id, move } = c.req.valid('param');
        const text = c.req.valid('json')?.notes ?? null;
        const result = await asTenant(stores.db, tenant, async (tx) => {
          // First whether it is there, then who may: what belongs to another tenant is not found, whoever asks.
          if (!(await alertById(tx, tenant, id))) throw notFound('alert');
          requireRole(caller, 'admin', 'manager', 'mentor');
          return moveAlert(tx, tenant, id, move, caller.id, text, new Date());
        });
        if (!result) throw notFound('alert');
        if (!result.moved && result.alert.status !== alertMoves[move].to) {
          throw new Refused(409, 'not_possible', `This alert is ${result.alert.status}.`);
        }
        return c.json(result.alert, 200);
      },
    );
}
