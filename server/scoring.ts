import { createRoute, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { isProgramme } from '#db/postgres/programmes.ts';
import {
  type ScoringScope,
  decideScoring,
  lockScoring,
  scoringDecisions,
  scoringInForce as inForceOf,
} from '#db/postgres/scoring-decisions.ts';
import { changesBetween } from '#engagement/scoring-change.ts';
import { type Caller, type Variables, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import { previewScoring } from './scoring-preview.ts';
import { scoringBody, scoringDecision, scoringInForce, scoringPreview } from './scoring-shapes.ts';
import type { Stores } from './stores.ts';
import { refuseShape, wantedScoring } from './wanted-scoring.ts';

/** How learners of a programme are scored, below its id; or those of all programmes that follow the tenant. */
export function scoringRoutes(stores: Stores, whose: 'programme' | 'tenant') {
  const api = newApi();
  api.use(identified(stores));
  api.use(whoMay(stores));
  const params = whose === 'programme' ? idParam : z.object({});
  const of = whose === 'programme' ? 'a programme' : 'all programmes without a scoring of their own';

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: `Weights and thresholds of ${of}`,
        request: { params },
        responses: answers('The scoring that holds, and by whose decision', scoringInForce),
      }),
      async (c) => {
        const scope = scopeOf(c.get('caller'), c.req.param('id'));
        return c.json(await asTenant(stores.db, scope.tenant, (tx) => inForceOf(tx, scope)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: `Change weights and thresholds of ${of}`,
        description:
          'Everybody concerned is scored anew within seconds. 409 `changed_meanwhile` if `since` is named and no longer the newest.',
        request: { params, ...body(scoringBody) },
        responses: answers('The scoring that holds from now on', scoringInForce),
      }),
      async (c) => {
        const caller = c.get('caller');
        const scope = scopeOf(caller, c.req.param('id'));
        const { scoring: patch, note = '', since } = c.req.valid('json');
        const decided = await asTenant(stores.db, scope.tenant, async (tx) => {
          await lockScoring(tx, scope);
          const inForce = await inForceOf(tx, scope);
          refuseOld(since, inForce.since);
          const scoring = patch === null ? null : wantedScoring(inForce.scoring, patch);
          const isOwn = inForce.from === whose;
          const isNews = scoring === null ? isOwn : changesBetween(inForce.scoring, scoring).length > 0;
          // A programme that says the same as its tenant holds on to it from now on.
          if (!isNews && (scoring === null || isOwn)) return inForce;
          const decision = { scoring, by: { id: caller.id, name: caller.name }, note: note.trim() || null };
          await decideScoring(tx, scope, decision, new Date());
          return inForceOf(tx, scope);
        });
        return c.json(decided, 200);
      },
      refuseShape,
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/preview',
        summary: `Who would change level, or gain or lose flags, by a change for ${of}`,
        description: 'Nothing is stored. `changing` names at most 500, whoever would stand worst first.',
        request: { params, ...body(scoringBody) },
        responses: answers('What the change would do', scoringPreview),
      }),
      async (c) => {
        const caller = c.get('caller');
        const scope = scopeOf(caller, c.req.param('id'));
        const { scoring: patch, since } = c.req.valid('json');
        const now = Date.now();
        const look = { byId: caller.id, role: caller.role, what: 'scoring' as const };
        const inForce = await asTenant(stores.db, scope.tenant, async (tx) => {
          await recordLook(tx, scope.tenant, look, new Date(now));
          return inForceOf(tx, scope);
        });
        refuseOld(since, inForce.since);
        const wanted = patch === null ? inForce.otherwise : wantedScoring(inForce.scoring, patch);
        return c.json(await previewScoring(stores, scope, wanted, now, c.req.raw.signal), 200);
      },
      refuseShape,
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/history',
        summary: `Who changed the scoring of ${of}, when, why and in what`,
        request: { params, query: z.object(pageQuery) },
        responses: answers('A page of decisions, newest first', listOf(scoringDecision)),
      }),
      async (c) => {
        const scope = scopeOf(c.get('caller'), c.req.param('id'));
        const { cursor, limit } = c.req.valid('query');
        const page = await asTenant(stores.db, scope.tenant, (tx) =>
          scoringDecisions(tx, scope, { after: cursor, size: limit }),
        );
        return c.json(page, 200);
      },
    );
}

/** First whether it is there, then who may, and only then what was sent: what belongs to another tenant is not found, whatever is asked of it. */
function whoMay(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const caller = c.get('caller');
    const { tenant, programme } = scopeOf(caller, c.req.param('id'));
    if (
      programme !== null &&
      !(await asTenant(stores.db, tenant, (tx) => isProgramme(tx, tenant, programme)))
    ) {
      throw notFound('programme');
    }
    requireStaff(caller);
    if (c.req.method !== 'GET') requireRole(caller, 'admin', 'manager', 'program');
    await next();
  });
}

function scopeOf(caller: Caller, id: string | undefined): ScoringScope {
  return { tenant: caller.tenant.id, programme: id ?? null };
}

function refuseOld(since: string | null | undefined, newest: string | null): void {
  if (since === undefined) return;
  const [theirs, ours] = [since, newest].map((at) => (at === null ? null : Date.parse(at)));
  if (theirs === ours) return;
  const message = 'Somebody has changed this meanwhile. Load what holds now and change that.';
  throw new Refused(409, 'changed_meanwhile', message);
}
