import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { contestById, contestsBefore, endContest, openContest } from '#db/postgres/contests.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type Contest, contestNoteMost, contestStatuses, contested } from '#engagement/nudging/contest.ts';
import { answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner, requireOwnLearner, requireRole, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

const contestShape = z
  .object({
    id: z.string(),
    learner: z.string(),
    learnerName: z.string(),
    enrolment: z.string(),
    cohortName: z.string(),
    what: z.enum(contested),
    note: z.string().nullable(),
    status: z.enum(contestStatuses).describe('nothing is sent to the learner while it is open'),
    at: z.string(),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    answeredAt: z.string().nullable(),
  })
  .openapi('Contest') satisfies z.ZodType<Contest>;

const note = z
  .string()
  .max(contestNoteMost)
  .refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'This must be well-formed text.');

/** "This is wrong": what learners say of what is said of them, and what staff answer. */
export function contestRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'A learner says that something said of them is wrong',
        description:
          'Nudges that are planned are taken back, none is sent until staff have answered, and the learner comes into the mentors’ queue. Saying the same again changes nothing.',
        request: body(
          z.strictObject({
            enrolment: z.string().max(64),
            what: z.enum(contested),
            note: note.nullable().default(null),
          }),
        ),
        responses: answers('What was said, as staff see it', contestShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const learner = await requireOwnLearner(stores, caller);
        const { enrolment, what, note: said } = c.req.valid('json');
        const tenant = caller.tenant.id;
        const contest = await asTenant(stores.db, tenant, async (tx) => {
          const wanted = { learner, enrolment, what, note: said };
          const id = await openContest(tx, tenant, wanted, new Date());
          return id === null ? null : contestById(tx, tenant, id);
        });
        if (contest === null) throw notFound('enrolment');
        return c.json(contest, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'What learners say is wrong, newest first',
        description: 'Learners see their own.',
        request: {
          query: z.object({
            ...pageQuery,
            status: z.enum(contestStatuses).optional(),
            learner: z.string().max(64).optional(),
          }),
        },
        responses: answers('A page', listOf(contestShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { cursor, limit, status, learner } = c.req.valid('query');
        if (caller.role !== 'learner') requireStaff(caller);
        const only = caller.role === 'learner' ? ((await ownLearner(stores, caller)) ?? '') : learner;
        const page = await asTenant(stores.db, tenant, async (tx) => {
          const look = {
            byId: caller.id,
            role: caller.role,
            what: 'contests',
            learnerId: only ?? '',
          } as const;
          await recordLook(tx, tenant, look, new Date());
          return contestsBefore(tx, tenant, { learner: only, status, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/answer',
        summary: 'Staff answer what a learner said',
        description: '`upheld`: the learner was right. `explained`: it stands, and the answer says why.',
        request: {
          params: idParam,
          ...body(z.strictObject({ status: z.enum(['upheld', 'explained']), answer: note.min(1) })),
        },
        responses: answers('As it now stands', contestShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin', 'manager', 'mentor');
        const { id } = c.req.valid('param');
        const { status, answer } = c.req.valid('json');
        const by = { id: caller.id, name: caller.name };
        return c.json(await ended(caller.tenant.id, id, { status, answer, by }), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/withdraw',
        summary: 'A learner takes back what they said',
        request: { params: idParam },
        responses: answers('As it now stands', contestShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const learner = await requireOwnLearner(stores, caller);
        const { id } = c.req.valid('param');
        const end = { status: 'withdrawn', answer: null, by: null } as const;
        return c.json(await ended(caller.tenant.id, id, end, learner), 200);
      },
    );

  /** Ends one, once: the first end stands. */
  async function ended(
    tenant: string,
    id: string,
    end: Parameters<typeof endContest>[3],
    only?: string,
  ): Promise<Contest> {
    return asTenant(stores.db, tenant, async (tx) => {
      const before = await contestById(tx, tenant, id);
      if (!before || (only !== undefined && before.learner !== only)) throw notFound('contest');
      const isEnded = await endContest(tx, tenant, id, end, new Date());
      const after = (await contestById(tx, tenant, id)) ?? before;
      if (!isEnded && after.status !== end.status)
        throw new Refused(409, 'already_answered', `This was already answered: ${after.status}.`);
      return after;
    });
  }
}
