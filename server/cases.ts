import { createRoute, z } from '@hono/zod-openapi';
import { memberOf } from '#db/postgres/accounts.ts';
import {
  caseById,
  casesWaiting,
  claimCase,
  closeCase,
  handOverCase,
  releaseCase,
} from '#db/postgres/cases.ts';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type Case, caseCauses, caseStatuses } from '#engagement/case.ts';
import { reasonGroups } from '#engagement/risk-groups.ts';
import { bands } from '#engagement/risk.ts';
import { isStaff } from '#engagement/person.ts';
import { type Caller, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

export const caseShape = z
  .object({
    id: z.string(),
    enrolment: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohort: z.string(),
    cohortName: z.string(),
    band: z.enum(bands),
    reasons: z.array(
      z.object({
        code: z.enum(['base', ...reasonGroups]),
        weight: z.number(),
        params: z.record(z.string(), z.number()),
      }),
    ),
    wayOut: z
      .object({ days: z.number(), within: z.number(), handIn: z.boolean(), risk: z.number() })
      .nullable()
      .describe('the smallest change that would bring the learner below their band; null where none would'),
    status: z.enum(caseStatuses),
    cause: z
      .enum(caseCauses)
      .describe('by their risk, or since they asked, did not answer nudges, or say that something is wrong'),
    earlierCause: z
      .enum(caseCauses)
      .nullable()
      .describe('why it was opened, where the learner has asked for a mentor since'),
    meetAt: z.string().nullable().describe('when the learner would like to meet, of one who asked'),
    askedFor: z.object({ id: z.string(), name: z.string() }).nullable().describe('whom they asked for'),
    note: z.string().nullable().describe('what the learner wrote when they asked'),
    openedAt: z.string(),
    claimedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
    claimedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
  })
  .openapi('Case') satisfies z.ZodType<Case>;

const notes = z.object({ notes: z.string().max(4_000).optional() });

type Change = (tx: TenantTransaction, tenant: string, id: string, by: By, now: Date) => Promise<boolean>;
interface By {
  id: string;
  name: string;
  /** Managers and admins may act on a case somebody else has claimed. */
  mayForOthers: boolean;
}

export function caseRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: "The mentors' queue, longest waiting first",
        request: {
          query: z.object({
            ...pageQuery,
            status: z.enum(caseStatuses).optional(),
            cause: z.enum(caseCauses).optional(),
          }),
        },
        responses: answers('A page of cases', listOf(caseShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const tenant = caller.tenant.id;
        const { cursor, limit, status, cause } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await recordLook(tx, tenant, { byId: caller.id, role: caller.role, what: 'cases' }, new Date());
          return casesWaiting(tx, tenant, { status, cause, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/claim',
        summary: 'Claim an open case: of many at once exactly one wins',
        request: { params: idParam },
        responses: answers('The case, now yours', caseShape),
      }),
      async (c) => {
        const result = await change(c.get('caller'), c.req.valid('param').id, claimCase);
        if (result.done || result.case.claimedBy?.id === c.get('caller').id) return c.json(result.case, 200);
        throw result.case.status === 'claimed'
          ? new Refused(
              409,
              'already_claimed',
              `Claimed by ${result.case.claimedBy?.name ?? 'somebody else'}.`,
            )
          : new Refused(409, 'not_open', 'This case is closed.');
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/release',
        summary: 'Put a claimed case back into the queue',
        request: { params: idParam },
        responses: answers('The case, open again', caseShape),
      }),
      async (c) => c.json(await own(c.get('caller'), c.req.valid('param').id, releaseCase), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/hand-over',
        summary: 'Hand a claimed case to another member of staff',
        request: { params: idParam, ...body(z.object({ to: z.string().max(64) })) },
        responses: answers('The case, now theirs', caseShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { to: wanted } = c.req.valid('json');
        const handOver: Change = async (tx, tenant, id, by, now) => {
          const to = await memberOf(stores.db, tenant, wanted);
          if (!to || !isStaff(to.role)) {
            throw new Refused(400, 'bad_request', 'to must be a member of staff.', { field: 'to' });
          }
          return handOverCase(tx, tenant, id, by, to, now);
        };
        return c.json(await own(caller, c.req.valid('param').id, handOver), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/close',
        summary: 'Close a claimed case',
        request: { params: idParam, body: { content: { 'application/json': { schema: notes } } } },
        responses: answers('The case, closed', caseShape),
      }),
      async (c) => {
        const text = c.req.valid('json')?.notes ?? null;
        const close: Change = (tx, tenant, id, by, now) => closeCase(tx, tenant, id, by, text, now);
        return c.json(await own(c.get('caller'), c.req.valid('param').id, close), 200);
      },
    );

  async function change(caller: Caller, id: string, how: Change): Promise<{ done: boolean; case: Case }> {
    const tenant = caller.tenant.id;
    const by = { id: caller.id, name: caller.name, mayForOthers: caller.role !== 'mentor' };
    return asTenant(stores.db, tenant, async (tx) => {
      // First whether it is there, then who may: what belongs to another tenant is not found, whoever asks.
      if (!(await caseById(tx, tenant, id))) throw notFound('case');
      requireRole(caller, 'admin', 'manager', 'mentor');
      const done = await how(tx, tenant, id, by, new Date());
      const one = await caseById(tx, tenant, id);
      if (!one) throw notFound('case');
      return { done, case: one };
    });
  }

  async function own(caller: Caller, id: string, how: Change): Promise<Case> {
    const result = await change(caller, id, how);
    if (result.done) return result.case;
    if (result.case.status !== 'claimed') {
      throw new Refused(409, 'not_claimed', `This case is ${result.case.status}; claim it first.`);
    }
    throw new Refused(
      409,
      'already_claimed',
      `Claimed by ${result.case.claimedBy?.name ?? 'somebody else'}.`,
    );
  }
}
