import { createRoute, z } from '@hono/zod-openapi';
import { setImmediate as breath } from 'node:timers/promises';
import { createMiddleware } from 'hono/factory';
import { asTenant } from '#db/postgres/connect.ts';
import { decisionsMade } from '#db/postgres/decisions-made.ts';
import { recordLook } from '#db/postgres/looks.ts';
import {
  type PolicyScope,
  changePolicy,
  lockPolicy,
  policyDecisions,
  policyInForce,
} from '#db/postgres/nudge-policies.ts';
import { isProgramme } from '#db/postgres/programmes.ts';
import { DryRunCount } from '#engagement/nudging/dry-run.ts';
import { type NudgePolicy, policyProblem } from '#engagement/nudging/policy.ts';
import { policyChanges } from '#engagement/nudging/policy-change.ts';
import { type Variables, answers, body, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import {
  dryRunBody,
  dryRunShape,
  policyBody,
  policyDecisionShape,
  policyInForceShape,
} from './policy-shapes.ts';
import type { Stores } from './stores.ts';

const dayMs = 86_400_000;
/** Enough for a week of a large college; decided again they take a second or two. */
const dryRunMost = 20_000;

const programme = z
  .string()
  .max(64)
  .optional()
  .openapi({ description: "whose policy; without it the tenant's, which holds for all others" });

/** How learners are nudged: for all programmes, or for one. */
export function nudgePolicyRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  api.use(whoMay(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'The policy by which learners are nudged',
        request: { query: z.object({ programme }) },
        responses: answers('The policy that holds, and by whose decision', policyInForceShape),
      }),
      async (c) => {
        const scope = {
          tenant: c.get('caller').tenant.id,
          programme: c.req.valid('query').programme ?? null,
        };
        return c.json(await asTenant(stores.db, scope.tenant, (tx) => policyInForce(tx, scope)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: 'Change the policy by which learners are nudged',
        description:
          'Holds from the next decision on, and for nudges that wait to be sent: each is asked about once more when it is due. With `isOn` false for the tenant nothing is sent to anybody, whatever a programme says.',
        request: { query: z.object({ programme }), ...body(policyBody) },
        responses: answers('The policy that holds from now on', policyInForceShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const scope = { tenant: caller.tenant.id, programme: c.req.valid('query').programme ?? null };
        const { policy, note = '', since } = c.req.valid('json');
        if (policy !== null) refuseProblem(policy);
        const decided = await asTenant(stores.db, scope.tenant, async (tx) => {
          await lockPolicy(tx, scope);
          const inForce = await policyInForce(tx, scope);
          refuseOld(since, inForce.since);
          const isOwn = inForce.from === (scope.programme === null ? 'tenant' : 'programme');
          const isNews = policy === null ? isOwn : policyChanges(inForce.policy, policy).length > 0;
          if (!isNews && (policy === null || isOwn)) return inForce;
          const by = { id: caller.id, name: caller.name };
          const decision = { programme: scope.programme, policy, by, note: note.trim() || null };
          // The clock of another server may be ahead: what is decided later is later.
          const at = Math.max(Date.now(), Date.parse(inForce.since ?? '1970-01-01') + 1);
          await changePolicy(tx, scope.tenant, decision, new Date(at));
          return policyInForce(tx, scope);
        });
        return c.json(decided, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/history',
        summary: 'Who changed the policy of nudges, when, why and in what',
        request: { query: z.object({ ...pageQuery, programme }) },
        responses: answers('A page of decisions, newest first', listOf(policyDecisionShape)),
      }),
      async (c) => {
        const { cursor, limit, programme: of = null } = c.req.valid('query');
        const scope = { tenant: c.get('caller').tenant.id, programme: of };
        const page = await asTenant(stores.db, scope.tenant, (tx) =>
          policyDecisions(tx, scope, { after: cursor, size: limit }),
        );
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/dry-run',
        summary: 'What another policy would have made of the decisions of the last days',
        description:
          'Decides again with all that each decision went by. Nothing is stored or sent. What would have followed from one nudge more or less is not played on.',
        request: { query: z.object({ programme }), ...body(dryRunBody) },
        responses: answers('What would have come out', dryRunShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const scope: PolicyScope = {
          tenant: caller.tenant.id,
          programme: c.req.valid('query').programme ?? null,
        };
        const { policy, days } = c.req.valid('json');
        refuseProblem(policy);
        const now = Date.now();
        const look = { byId: caller.id, role: caller.role, what: 'decisions' as const };
        await asTenant(stores.db, scope.tenant, (tx) => recordLook(tx, scope.tenant, look, new Date(now)));
        const count = new DryRunCount(policy, days, dryRunMost);
        const inTenant: Parameters<typeof decisionsMade>[0] = (ask) => asTenant(stores.db, scope.tenant, ask);
        for await (const made of decisionsMade(inTenant, scope, new Date(now - days * dayMs), dryRunMost)) {
          for (const one of made) count.add(one);
          // Others are answered meanwhile.
          await breath();
        }
        return c.json(count.result(), 200);
      },
    );
}

/** First whether it is there, then who may: what belongs to another tenant is not found, whatever is asked of it. */
function whoMay(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const caller = c.get('caller');
    const of = c.req.query('programme');
    const { id: tenant } = caller.tenant;
    if (of !== undefined && !(await asTenant(stores.db, tenant, (tx) => isProgramme(tx, tenant, of))))
      throw notFound('programme');
    requireStaff(caller);
    if (c.req.method !== 'GET') requireRole(caller, 'admin', 'manager', 'program');
    await next();
  });
}

function refuseProblem(policy: NudgePolicy): void {
  const problem = policyProblem(policy);
  if (problem) throw new Refused(400, 'bad_request', problem.problem, { field: problem.field });
}

function refuseOld(since: string | null | undefined, newest: string | null): void {
  if (since === undefined) return;
  const [theirs, ours] = [since, newest].map((at) => (at === null ? null : Date.parse(at)));
  if (theirs === ours) return;
  const message = 'Somebody has changed this meanwhile. Load what holds now and change that.';
  throw new Refused(409, 'changed_meanwhile', message);
}
