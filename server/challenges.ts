import { createRoute, z } from '@hono/zod-openapi';
import { challengesOf } from '#db/challenges.ts';
import { isChallenge, joinChallenge, leaveChallenge, renameMember } from '#db/postgres/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { changePreferences, preferencesOf } from '#db/postgres/nudge-preferences.ts';
import { type Challenge, challengeGoals } from '#engagement/nudging/challenge.ts';
import { preferencesProblem } from '#engagement/nudging/preferences.ts';
import { type Caller, answers, body, idParam, newApi } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const challengeShape = z
  .object({
    id: z.string(),
    cohortName: z.string(),
    timeZone: z.string().describe('in which its days are counted'),
    goal: z.object({
      what: z.enum(challengeGoals),
      each: z.number().int().describe('what each of them wants to reach in the week'),
    }),
    startsAt: z.string(),
    endsAt: z.string(),
    state: z.enum(['invited', 'joined']),
    shownAs: z.string().describe('as whom the others see you'),
    done: z.number().int(),
    others: z
      .array(z.object({ shownAs: z.string(), done: z.number().int() }))
      .describe('those who joined, by name, with how far they are; none before you join'),
    joined: z.number().int().describe('how many others joined'),
    asked: z.number().int().describe('how many were asked and have not answered'),
  })
  .openapi('Challenge') satisfies z.ZodType<Challenge>;

const mine = z
  .object({
    joins: z.boolean().describe('whether you like to be asked to weeks together'),
    shownAs: z.string().nullable().describe('as whom others see you; null: by your first name'),
    items: z.array(challengeShape),
  })
  .openapi('MyChallenges');
type Mine = z.infer<typeof mine>;

const wanted = z.object({ joins: z.boolean(), shownAs: z.string().max(200).nullable() });

/** A learner's own weeks with others, and whether they want any. */
export function myChallengeRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Your weeks together with others, with how far everybody is',
        description:
          'For learners. Others are there under the name they chose, in the order of names, and nothing else of them.',
        responses: answers('Your weeks together', mine),
      }),
      async (c) => c.json(await mineOf(stores, c.get('caller')), 200),
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: 'Say whether you like to be asked to weeks together, and as whom others see you',
        description:
          'Off until you say so. Switched off, you are asked no more; a week that you are in goes on until you leave it.',
        request: body(wanted),
        responses: answers('As it now is', mine),
      }),
      async (c) => {
        const caller = c.get('caller');
        const learner = await learnerOf(stores, caller);
        const { joins, shownAs } = c.req.valid('json');
        const name = shownAs === null ? null : shownAs.trim();
        const tenant = caller.tenant.id;
        await asTenant(stores.db, tenant, async (tx) => {
          const preferences = {
            ...(await preferencesOf(tx, tenant, learner)),
            joinsChallenges: joins,
            shownAs: name,
          };
          const problem = preferencesProblem(preferences);
          if (problem) throw new Refused(400, 'bad_request', problem.problem, { field: problem.field });
          await changePreferences(tx, tenant, learner, { joinsChallenges: joins, shownAs: name }, new Date());
          await renameMember(tx, tenant, learner, Date.now());
        });
        return c.json(await mineOf(stores, caller), 200);
      },
    );
}

export function challengeRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/join',
        summary: 'Join a week together that you were asked to',
        request: { params: idParam },
        responses: answers('Your weeks together', mine),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { id } = c.req.valid('param');
        const learner = await askedLearner(caller, id);
        const tenant = caller.tenant.id;
        const came = await asTenant(stores.db, tenant, (tx) =>
          joinChallenge(tx, tenant, id, learner, Date.now()),
        );
        switch (came) {
          case 'not_found':
            throw notFound('challenge');
          case 'over':
            throw new Refused(409, 'over', 'This week is over.');
          case 'full':
            throw new Refused(409, 'full', 'Four are in this one already; another will come.');
          case 'joined':
            return c.json(await mineOf(stores, caller), 200);
        }
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/leave',
        summary: 'Leave a week together, or turn it down: at once',
        request: { params: idParam },
        responses: answers('Your weeks together', mine),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { id } = c.req.valid('param');
        const learner = await askedLearner(caller, id);
        const tenant = caller.tenant.id;
        const isLeft = await asTenant(stores.db, tenant, (tx) =>
          leaveChallenge(tx, tenant, id, learner, Date.now()),
        );
        if (!isLeft) throw notFound('challenge');
        return c.json(await mineOf(stores, caller), 200);
      },
    );

  /** First whether it is there: what belongs to another tenant is not found, whoever asks. */
  async function askedLearner(caller: Caller, id: string): Promise<string> {
    const { tenant } = caller;
    if (!(await asTenant(stores.db, tenant.id, (tx) => isChallenge(tx, tenant.id, id))))
      throw notFound('challenge');
    return learnerOf(stores, caller);
  }
}

async function mineOf(stores: Stores, caller: Caller): Promise<Mine> {
  const learner = await learnerOf(stores, caller);
  const tenant = caller.tenant.id;
  const own = await asTenant(stores.db, tenant, (tx) => preferencesOf(tx, tenant, learner));
  const items = await challengesOf(stores.db, stores.redis, tenant, learner, Date.now());
  return { joins: own.joinsChallenges, shownAs: own.shownAs, items };
}

async function learnerOf(stores: Stores, caller: Caller): Promise<string> {
  requireRole(caller, 'learner');
  const learner = await ownLearner(stores, caller);
  if (learner === null) throw notFound('learner');
  return learner;
}
