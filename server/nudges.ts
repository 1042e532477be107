import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { answerNudge, nudgesBefore } from '#db/postgres/nudges.ts';
import { type Nudge, nudgeAnswers } from '#engagement/nudge.ts';
import { answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner } from './identity.ts';
import type { Stores } from './stores.ts';

export const nudgeShape = z
  .object({
    id: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    cohort: z.string(),
    cohortName: z.string(),
    kind: z.enum(['reminder']),
    rule: z.enum(['quiet_days']),
    params: z.record(z.string(), z.number()),
    createdAt: z.string(),
    deliveredAt: z.string().nullable(),
    answer: z.enum(nudgeAnswers).nullable(),
    answeredAt: z.string().nullable(),
  })
  .openapi('Nudge') satisfies z.ZodType<Nudge>;

export function nudgeRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Nudges, newest first: what was sent and what was answered',
        description: 'A learner sees their own.',
        request: { query: z.object({ ...pageQuery, learner: z.string().max(64).optional() }) },
        responses: answers('A page of nudges', listOf(nudgeShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { cursor, limit, learner } = c.req.valid('query');
        const only = caller.role === 'learner' ? await ownLearnerOf(caller) : learner;
        const page = await asTenant(stores.db, tenant, async (tx) => {
          const look = {
            byId: caller.id,
            role: caller.role,
            what: 'nudges',
            learnerId: only ?? '',
          } as const;
          await recordLook(tx, tenant, look, new Date());
          return nudgesBefore(tx, tenant, { learner: only, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/answer',
        summary: 'A learner answers a nudge of theirs',
        request: { params: idParam, ...body(z.object({ answer: z.enum(nudgeAnswers) })) },
        responses: answers('The nudge as it now stands', nudgeShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { answer } = c.req.valid('json');
        const learner = await ownLearnerOf(caller);
        const nudge = await asTenant(stores.db, tenant, (tx) =>
          answerNudge(tx, tenant, learner, id, answer, new Date()),
        );
        if (!nudge) throw notFound('nudge');
        if (nudge.answer !== answer) {
          throw new Refused(409, 'already_answered', `This nudge was already answered: ${nudge.answer}.`);
        }
        return c.json(nudge, 200);
      },
    );

  /** For whoever is no learner there is nothing of their own here. */
  async function ownLearnerOf(caller: Parameters<typeof ownLearner>[1]): Promise<string> {
    const learner = await ownLearner(stores, caller);
    if (learner === null) throw notFound('nudge');
    return learner;
  }
}
