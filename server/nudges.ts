import { createRoute, z } from '@hono/zod-openapi';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { takeUp } from '#db/postgres/nudge-offers-taken.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { answerNudge, nudgeById, nudgesBefore, openNudge } from '#db/postgres/nudges.ts';
import { type Nudge, nudgeAnswers, nudgeKinds, nudgeReasons, nudgeRules } from '#engagement/nudge.ts';
import { type Caller, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

/** What the text of a nudge is made with. */
const nudgeParams = z.record(z.string(), z.union([z.number(), z.string()]));

export const nudgeShape = z
  .object({
    id: z.string(),
    learner: z.string(),
    learnerExternalId: z.string().openapi({ description: 'What the senders call the learner' }),
    learnerName: z.string(),
    cohort: z.string(),
    cohortName: z.string(),
    kind: z.enum(nudgeKinds),
    rule: z.enum(nudgeRules).openapi({ description: 'What it is about' }),
    params: nudgeParams,
    createdAt: z.string(),
    dueAt: z
      .string()
      .openapi({ description: 'When it is due: the hour at which this learner usually works' }),
    deliveredAt: z.string().nullable(),
    openedAt: z.string().nullable().openapi({ description: 'When the learner first looked at it' }),
    answer: z.enum(nudgeAnswers).nullable(),
    answeredAt: z.string().nullable(),
    withdrawnAt: z.string().nullable().openapi({ description: 'When it was taken back before it was sent' }),
    withdrawnFor: z.enum(nudgeReasons).nullable(),
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
        description:
          'A learner sees their own. Learners, and programs that show nudges to them, see what was sent; staff see what is planned and what was taken back as well.',
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
          const isDelivered = caller.role === 'learner' || caller.role === 'program';
          return nudgesBefore(tx, tenant, { learner: only, after: cursor, size: limit, isDelivered });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/open',
        summary: 'A learner looks at a nudge of theirs',
        description: `The first look stands. ${forWhom}`,
        request: { params: idParam },
        responses: answers('The nudge as it now stands', nudgeShape),
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const nudge = await changed(c.get('caller'), id, (tx, tenant) =>
          openNudge(tx, tenant, id, new Date()),
        );
        return c.json(nudge, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/answer',
        summary: 'A learner answers a nudge of theirs',
        description: `The first answer stands, but \`later\` may still become another one. A nudge that is answered was opened. ${forWhom}`,
        request: { params: idParam, ...body(z.object({ answer: z.enum(nudgeAnswers) })) },
        responses: answers('The nudge as it now stands', nudgeShape),
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { answer } = c.req.valid('json');
        const nudge = await changed(c.get('caller'), id, async (tx, tenant) => {
          const isFirst = await answerNudge(tx, tenant, id, answer, new Date());
          if (isFirst && answer === 'accepted') await takeUp(tx, tenant, id, Date.now());
        });
        if (nudge.answer !== answer) {
          throw new Refused(409, 'already_answered', `This nudge was already answered: ${nudge.answer}.`);
        }
        return c.json(nudge, 200);
      },
    );

  /** For whoever is no learner there is nothing of their own here. */
  async function ownLearnerOf(caller: Caller): Promise<string> {
    const learner = await ownLearner(stores, caller);
    if (learner === null) throw notFound('nudge');
    return learner;
  }

  /** What a learner does with a nudge, they do themselves or an app of the college does for them; staff never. */
  async function changed(
    caller: Caller,
    id: string,
    change: (tx: TenantTransaction, tenant: string) => Promise<void>,
  ): Promise<Nudge> {
    const tenant = caller.tenant.id;
    const only = caller.role === 'learner' ? await ownLearnerOf(caller) : null;
    return asTenant(stores.db, tenant, async (tx) => {
      const nudge = await nudgeById(tx, tenant, id);
      if (!nudge || (only !== null && nudge.learner !== only)) throw notFound('nudge');
      requireRole(caller, 'learner', 'program');
      await change(tx, tenant);
      return (await nudgeById(tx, tenant, id)) ?? nudge;
    });
  }
}

const forWhom =
  'For the learner themselves, or for a program with the scope `api:write` that shows nudges to its learners and acts for the one who looks at it.';
