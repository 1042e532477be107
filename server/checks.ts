import { createRoute, z } from '@hono/zod-openapi';
import { checkById, lockAnswers, openChecks, storeAnswer } from '#db/postgres/checks.ts';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { learnerById } from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type MadeCheck, openForMs, startNudge, startSkill } from '#db/postgres/new-check.ts';
import { nudgeById } from '#db/postgres/nudges.ts';
import { type Check, answerTo } from '#engagement/nudging/check.ts';
import { type Caller, answers, body, idParam, newApi } from './api.ts';
import { answerBody, checkShape, newCheckBody } from './check-shapes.ts';
import { Refused, notFound } from './errors.ts';
import { identified, ownLearner, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const forWhom =
  'For the learner themselves, or for a program with the scope `api:write` that acts for the one who looks at it; never for staff.';

/** Micro-assessments: up to three questions on one skill. */
export function checkRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Start a check: up to three questions on one skill',
        description: `From a nudge, which this accepts, or on a skill; started again it is the same one, as far as it was answered. ${forWhom}`,
        request: body(newCheckBody),
        responses: answers('The check', checkShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const own = await ownLearner(stores, caller);
        const { nudge, skill, learner } = c.req.valid('json');
        if ((nudge === undefined) === (skill === undefined)) {
          throw bad('nudge', 'Say either a nudge or a skill.');
        }
        const tenant = caller.tenant.id;
        const now = new Date();
        const made = await asTenant(stores.db, tenant, async (tx) => {
          if (nudge !== undefined) {
            const about = await nudgeById(tx, tenant, nudge);
            if (!about || isNotTheirs(caller, own, about.learner)) throw notFound('nudge');
            requireRole(caller, 'learner', 'program');
            return startNudge(tx, tenant, { nudge, learner: about.learner }, now);
          }
          requireRole(caller, 'learner', 'program');
          const who = caller.role === 'learner' ? own : learner;
          if (caller.role === 'program' && who === undefined)
            throw bad('learner', 'Say which learner asks for it.');
          if (typeof who !== 'string' || !(await learnerById(tx, tenant, who))) throw notFound('learner');
          return startSkill(tx, tenant, { learner: who, skill: skill ?? '' }, now);
        });
        return c.json(checkIn(made), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Checks that are not finished, the newest first',
        description: `Of the last 14 days. ${forWhom}`,
        request: { query: z.object({ learner: z.string().max(64).optional() }) },
        responses: answers('At most ten', z.object({ items: z.array(checkShape) })),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'learner', 'program');
        const { learner } = c.req.valid('query');
        const who = caller.role === 'learner' ? await ownLearner(stores, caller) : (learner ?? null);
        if (who === null) {
          if (caller.role === 'program') throw bad('learner', 'Say whose checks.');
          return c.json({ items: [] }, 200);
        }
        const items = await asTenant(stores.db, caller.tenant.id, async (tx) => {
          if (!(await learnerById(tx, caller.tenant.id, who))) throw notFound('learner');
          await look(tx, caller, who);
          return openChecks(tx, caller.tenant.id, who, new Date(Date.now() - openForMs));
        });
        return c.json({ items }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        summary: 'A check, as far as it was answered',
        description: forWhom,
        request: { params: idParam },
        responses: answers('The check', checkShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const own = await ownLearner(stores, caller);
        const check = await asTenant(stores.db, caller.tenant.id, async (tx) => {
          const found = await theirs(tx, caller, own, c.req.valid('param').id);
          await look(tx, caller, found.learner);
          return found;
        });
        return c.json(check, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{id}/answers',
        summary: 'Answer a question of a check, and hear at once what is right and why',
        description: `The first answer stands: given again, or another one, it answers with the first. Each counts as an event of type \`answer\`, once. ${forWhom}`,
        request: { params: idParam, ...body(answerBody) },
        responses: answers('The check with the answer', checkShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const own = await ownLearner(stores, caller);
        const { id } = c.req.valid('param');
        const { at, ...given } = c.req.valid('json');
        const tenant = caller.tenant.id;
        const check = await asTenant(stores.db, tenant, async (tx) => {
          await theirs(tx, caller, own, id);
          const stored = await lockAnswers(tx, tenant, id);
          if (stored === null) throw notFound('check');
          const now = Date.now();
          // A device whose clock is wrong answers neither before it was asked nor in the future.
          const answeredAt = Math.min(
            now,
            Math.max(stored.createdAt, at === undefined ? now : Date.parse(at)),
          );
          const result = answerTo(stored.items, stored.answers, { ...given, at: answeredAt });
          switch (result.what) {
            case 'no_item':
              throw bad('item', 'This check has no such question.');
            case 'no_choice':
              throw bad('choice', 'This question has no such choice.');
            case 'new': {
              const { answer, isLast } = result;
              const finishedAt = isLast ? new Date(now) : null;
              await storeAnswer(tx, tenant, id, { answers: stored.answers, answer, finishedAt });
              break;
            }
            case 'stands':
              break;
          }
          return theirs(tx, caller, own, id);
        });
        return c.json(check, 200);
      },
    );
}

/** What belongs to another learner is not there; that staff may not is no secret. */
async function theirs(tx: TenantTransaction, caller: Caller, own: string | null, id: string): Promise<Check> {
  const check = await checkById(tx, caller.tenant.id, id);
  if (check === null || isNotTheirs(caller, own, check.learner)) throw notFound('check');
  requireRole(caller, 'learner', 'program');
  return check;
}

function isNotTheirs({ role }: Caller, own: string | null, learner: string): boolean {
  return role === 'learner' && learner !== own;
}

function look(tx: TenantTransaction, { id, role, tenant }: Caller, learnerId: string): Promise<void> {
  return recordLook(tx, tenant.id, { byId: id, role, what: 'checks', learnerId }, new Date());
}

function checkIn(made: MadeCheck): Check {
  if ('check' in made) return made.check;
  switch (made.not) {
    case 'no_check':
      throw new Refused(409, 'no_check', 'This nudge offers no questions.');
    case 'no_items':
      throw new Refused(409, 'no_items', 'There are no questions on this skill.');
    case 'no_cohort':
      throw new Refused(409, 'no_cohort', 'This learner is in no cohort that goes on.');
  }
}

function bad(field: string, message: string): Refused {
  return new Refused(400, 'bad_request', message, { field });
}
