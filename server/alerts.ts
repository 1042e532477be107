import { createRoute, z } from '@hono/zod-openapi';
import { alertCounts, alertDetail, alertsBefore, alertsById } from '#db/postgres/alert-list.ts';
import { type AlertMove, alertMoves, isOtherOpen, moveAlerts } from '#db/postgres/alert-moves.ts';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { linkIntervention, scoreOfEnrolment, storeInterventions } from '#db/postgres/interventions.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type Alert, type AlertDetail, alertStatuses, alertTypes, severities } from '#engagement/alert.ts';
import {
  alertCountsShape,
  alertDetailShape,
  alertShape,
  anyOf,
  bulkMove,
  bulkOutcome,
  dismissal,
  plainMove,
  resolution,
} from './alert-shapes.ts';
import { type Caller, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

type Resolution = z.infer<typeof resolution>;
const optional = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const id = z.string().max(64).optional();

export function alertRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Alerts, newest first',
        request: {
          query: z.object({
            ...pageQuery,
            status: anyOf(alertStatuses),
            severity: anyOf(severities),
            type: anyOf(alertTypes),
            cohort: id,
            learner: id,
          }),
        },
        responses: answers('A page of alerts', listOf(alertShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const tenant = caller.tenant.id;
        const { cursor, limit, ...filter } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await recordLook(tx, tenant, lookOf(caller), new Date());
          return alertsBefore(tx, tenant, { ...filter, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/summary',
        summary: 'How many alerts there are, by status and severity',
        request: { query: z.object({ cohort: id }) },
        responses: answers('The counts', alertCountsShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const { cohort } = c.req.valid('query');
        const tenant = caller.tenant.id;
        return c.json(await asTenant(stores.db, tenant, (tx) => alertCounts(tx, tenant, cohort)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/bulk',
        summary: 'Acknowledge, resolve, dismiss or reopen up to 200 alerts',
        request: body(bulkMove),
        responses: answers('What became of each', bulkOutcome),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const tenant = caller.tenant.id;
        const { ids, notes, ...move } = c.req.valid('json');
        const results = await asTenant(stores.db, tenant, async (tx) => {
          const done = await moveAlerts(
            tx,
            tenant,
            ids,
            { ...move, notes: notes ?? null },
            caller,
            new Date(),
          );
          const alerts = new Map((await alertsById(tx, tenant, ids)).map((alert) => [alert.id, alert]));
          return [...new Set(ids)].map((one) => {
            const alert = alerts.get(one) ?? null;
            const outcome = done.has(one) ? 'done' : alert ? 'not_possible' : 'not_found';
            return { id: one, outcome, alert } as const;
          });
        }).catch(otherOpen);
        return c.json({ results }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        summary: 'An alert, its steps, what was done about it, and the score then and now',
        request: { params: idParam },
        responses: answers('The alert', alertDetailShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const now = new Date();
        const found = await asTenant(stores.db, tenant, async (tx) => {
          const alert = await alertDetail(tx, tenant, c.req.valid('param').id, now);
          if (!alert) throw notFound('alert');
          requireStaff(caller);
          await recordLook(tx, tenant, { ...lookOf(caller), learnerId: alert.learner }, now);
          return alert;
        });
        return c.json(found, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/acknowledge',
        summary: 'Say that an alert was seen and is being looked after',
        request: { params: idParam, body: optional(plainMove) },
        responses: answers('The alert, acknowledged', alertDetailShape),
      }),
      async (c) => {
        const notes = c.req.valid('json')?.notes ?? null;
        const move = { move: 'acknowledge', notes } as const;
        return c.json(await change(c.get('caller'), c.req.valid('param').id, move), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/resolve',
        summary: 'Resolve an alert, with what was done about it',
        request: { params: idParam, body: optional(resolution) },
        responses: answers('The alert, resolved', alertDetailShape),
      }),
      async (c) => {
        const { notes = null, ...done } = c.req.valid('json') ?? {};
        const move = { move: 'resolve', notes } as const;
        return c.json(await change(c.get('caller'), c.req.valid('param').id, move, done), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/dismiss',
        summary: 'Dismiss an alert that needs no answer, with the reason',
        request: { params: idParam, ...body(dismissal) },
        responses: answers('The alert, dismissed', alertDetailShape),
      }),
      async (c) => {
        const { notes = null, reason } = c.req.valid('json');
        const move = { move: 'dismiss', notes, reason } as const;
        return c.json(await change(c.get('caller'), c.req.valid('param').id, move), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/reopen',
        summary: 'Open a resolved or dismissed alert again',
        request: { params: idParam, body: optional(plainMove) },
        responses: answers('The alert, active again', alertDetailShape),
      }),
      async (c) => {
        const notes = c.req.valid('json')?.notes ?? null;
        const move = { move: 'reopen', notes } as const;
        return c.json(await change(c.get('caller'), c.req.valid('param').id, move), 200);
      },
    );

  async function change(
    caller: Caller,
    wanted: string,
    move: AlertMove,
    done: Omit<Resolution, 'notes'> = {},
  ): Promise<AlertDetail> {
    const tenant = caller.tenant.id;
    const now = new Date();
    return asTenant(stores.db, tenant, async (tx) => {
      // First whether it is there, then who may: what belongs to another tenant is not found, whoever asks.
      const [before] = await alertsById(tx, tenant, [wanted]);
      if (!before) throw notFound('alert');
      requireRole(caller, 'admin', 'manager', 'mentor', 'program');
      const moved = await moveAlerts(tx, tenant, [wanted], move, caller, now);
      if (moved.size > 0) await keepWhatWasDone(tx, caller, before, done, now);
      const alert = await alertDetail(tx, tenant, wanted, now);
      if (!alert) throw notFound('alert');
      if (moved.size === 0 && !isRepeated(alert, move, caller)) throw refusalOf(alert, move);
      return alert;
    }).catch(otherOpen);
  }
}

async function keepWhatWasDone(
  tx: TenantTransaction,
  { id: by, name, tenant }: Caller,
  { id: alert, enrolment }: Alert,
  { intervention, interventionId }: Omit<Resolution, 'notes'>,
  at: Date,
): Promise<void> {
  if (interventionId !== undefined) {
    const isLinked = await linkIntervention(tx, tenant.id, interventionId, { id: alert, enrolment });
    if (!isLinked) {
      const message = 'interventionId must be of something done for this learner, and for no other alert.';
      throw new Refused(400, 'bad_request', message, { field: 'interventionId' });
    }
  }
  if (intervention) {
    const score = await scoreOfEnrolment(tx, tenant.id, enrolment);
    await storeInterventions(tx, tenant.id, [
      { ...intervention, enrolment, alert, by: { id: by, name }, score, at },
    ]);
  }
}

/** The same asked twice by the same caller, as after a lost answer, is no conflict. */
function isRepeated(alert: Alert, { move }: AlertMove, caller: Caller): boolean {
  if (alert.status !== alertMoves[move].to) return false;
  return move === 'reopen' || alert.handledBy?.id === caller.id;
}

function refusalOf({ status, handledBy }: Alert, { move }: AlertMove): Refused {
  const allowed: readonly string[] = alertMoves[move].from;
  // Nothing but another open alert keeps one from being opened again.
  if (allowed.includes(status)) return otherIsOpen();
  const by = handledBy === null ? '' : ` by ${handledBy.name}`;
  return new Refused(409, 'not_possible', `This alert is ${status}${by}.`);
}

function otherIsOpen(): Refused {
  return new Refused(409, 'other_open', 'Another alert of this kind is open for this learner.');
}

function otherOpen(error: unknown): never {
  throw isOtherOpen(error) ? otherIsOpen() : error;
}

function lookOf(caller: Caller) {
  return { byId: caller.id, role: caller.role, what: 'alerts' as const };
}
