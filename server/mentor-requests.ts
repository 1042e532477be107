import { createRoute, z } from '@hono/zod-openapi';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { placesOfLearner } from '#db/postgres/learners.ts';
import { askMentor, requestOf, takeBack } from '#db/postgres/mentor-requests.ts';
import { mentorsFor } from '#db/postgres/mentors.ts';
import { type MentorRequest, caseStatuses } from '#engagement/case.ts';
import { type Caller, answers, body, idParam, newApi } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const requestShape = z
  .object({
    id: z.string().describe('the case that it opened'),
    status: z.enum(caseStatuses),
    askedAt: z.string(),
    askedFor: z.string().nullable().describe('the name of the mentor you asked for'),
    takenBy: z.string().nullable().describe('the name of whoever looks after it'),
    meetAt: z.string().nullable(),
    closedAt: z.string().nullable(),
  })
  .openapi('MentorRequest') satisfies z.ZodType<MentorRequest>;

const myMentor = z
  .object({
    request: requestShape.nullable(),
    mentors: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          about: z.string().nullable(),
          openings: z.array(z.string()).describe('when they can meet next'),
        }),
      )
      .describe('who has time, the one to ask first'),
  })
  .openapi('MyMentor');
type MyMentor = z.infer<typeof myMentor>;

const asked = z.object({
  mentor: z.string().max(64).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  note: z.string().max(1_000).optional(),
});

/** So many are offered: more would be a directory. */
const mentorsShown = 3;

/** What a learner does to have a person to talk to, and what becomes of it. */
export function mentorRequestRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/mentor',
        summary: 'Who has time for you, and what becomes of what you asked',
        responses: answers('Your mentor', myMentor),
      }),
      async (c) => c.json(await asLearner(c.get('caller'), mineOf), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/mentor-requests',
        summary: 'Ask for a mentor: it is in their queue at once',
        description:
          'Without a mentor, or a time, the first that is free is asked; where nobody has said when they have time, the queue is asked as it is. Asked again it is the same request, with what was said last.',
        request: body(asked),
        responses: answers('Your mentor', myMentor),
      }),
      async (c) => {
        const { mentor, at, note } = c.req.valid('json');
        const mine = await asLearner(c.get('caller'), async (tx, tenant, learner) => {
          const place = await placeOf(tx, tenant, learner);
          const free = await mentorsFor(tx, tenant, learner, Date.now());
          const chosen = mentor === undefined ? free[0] : free.find(({ user }) => user === mentor);
          if (mentor !== undefined && chosen === undefined)
            throw new Refused(400, 'bad_request', 'mentor must be one who has time.', { field: 'mentor' });
          const time = at === undefined ? chosen?.openings[0] : Date.parse(at);
          if (at !== undefined && !chosen?.openings.some((one) => one === time))
            throw new Refused(409, 'not_free', 'That time is not free any more.', { field: 'at' });
          const said = note?.trim() ?? '';
          const wanted = {
            ...place,
            learner,
            mentor: chosen?.user ?? null,
            meetAt: time === undefined ? null : new Date(time),
            note: said === '' ? null : said,
          };
          await askMentor(tx, tenant, wanted, new Date());
          return mineOf(tx, tenant, learner);
        });
        return c.json(mine, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/mentor-requests/{id}/take-back',
        summary: 'Take back what you asked',
        request: { params: idParam },
        responses: answers('Your mentor', myMentor),
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const mine = await asLearner(c.get('caller'), async (tx, tenant, learner) => {
          if (!(await takeBack(tx, tenant, id, learner, new Date()))) throw notFound('request');
          return mineOf(tx, tenant, learner);
        });
        return c.json(mine, 200);
      },
    );

  async function asLearner(
    caller: Caller,
    work: (tx: TenantTransaction, tenant: string, learner: string) => Promise<MyMentor>,
  ): Promise<MyMentor> {
    requireRole(caller, 'learner');
    const learner = await ownLearner(stores, caller);
    if (learner === null) throw notFound('learner');
    return asTenant(stores.db, caller.tenant.id, (tx) => work(tx, caller.tenant.id, learner));
  }
}

async function mineOf(tx: TenantTransaction, tenant: string, learner: string): Promise<MyMentor> {
  const now = Date.now();
  const free = await mentorsFor(tx, tenant, learner, now);
  return {
    request: await requestOf(tx, tenant, learner, now),
    mentors: free.slice(0, mentorsShown).map(({ user, openings, ...shown }) => ({
      id: user,
      ...shown,
      openings: openings.map((at) => new Date(at).toISOString()),
    })),
  };
}

/** Where the case is opened: in the cohort that goes on in which the learner is worst off. */
async function placeOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<{ enrolment: string; cohort: string }> {
  const places = await placesOfLearner(tx, tenant, learner);
  const now = Date.now();
  const running = places.filter(({ cohort: { endsAt } }) => endsAt === null || endsAt.getTime() > now);
  const [worst] = running.toSorted((one, other) => riskOf(other) - riskOf(one));
  if (worst === undefined) throw new Refused(409, 'no_cohort', 'You are in no cohort at the moment.');
  return { enrolment: worst.enrolment, cohort: worst.cohort.id };
}

function riskOf({ assessment }: { assessment: { risk: number | null } | null }): number {
  return assessment?.risk ?? 0;
}
