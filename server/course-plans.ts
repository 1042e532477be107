import { createRoute, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { asTenant } from '#db/postgres/connect.ts';
import { type StoredPlan, coursePlanOf, lockCoursePlan, storeCoursePlan } from '#db/postgres/course-plans.ts';
import type { CoursePlan } from '#engagement/course-plan.ts';
import {
  coursePlanProblem,
  deadlinesMax,
  skillsMax,
  titleMaxChars,
} from '#engagement/course-plan-problem.ts';
import { type Variables, answers, body, idParam, newApi } from './api.ts';
import { cohortFor } from './cohort-access.ts';
import { Refused, notFound } from './errors.ts';
import { requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

/** Text that PostgreSQL can hold: without NUL, and whole in UTF-8. */
const text = z
  .string()
  .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'This must be well-formed text.');
const title = text.openapi({ minLength: 1, maxLength: titleMaxChars });
const date = text.openapi({ format: 'date', example: '2026-03-20' });

/** Bounds are told in the description; `coursePlanProblem` holds to them, in better words. */
const planned = {
  startsOn: date.nullable().describe("the first day, by the cohort's calendar"),
  endsOn: date.nullable().describe('the last day; without it a course ends when its cohort does'),
  deadlines: z
    .array(
      z.strictObject({
        title,
        dueOn: date,
        weight: z
          .number()
          .openapi({ minimum: 0, maximum: 100 })
          .describe('what it counts for, in percent of the course; all together at most 100'),
      }),
    )
    .openapi({ maxItems: deadlinesMax })
    .describe('what everybody is to hand in'),
  skills: z
    .array(
      z.strictObject({
        skill: title,
        module: title.nullable().default(null),
        after: z.array(text).default([]).describe('skills of this plan that it builds on; never in a circle'),
      }),
    )
    .openapi({ maxItems: skillsMax })
    .describe('what is taught, in order, by the names that events say in `skill`'),
};

const coursePlan = z
  .object({ ...planned, version: z.string().describe('names exactly what the plan says') })
  .openapi('CoursePlan') satisfies z.ZodType<CoursePlan>;

const coursePlanBody = z.strictObject({
  ...planned,
  version: z
    .string()
    .max(64)
    .optional()
    .describe('of the answer this change is based on: refused with 409 if the plan was changed since'),
});

/** What a programme tells of the course of a cohort, below its id. */
export function coursePlanRoutes(stores: Stores) {
  const api = newApi();
  api.use(whoMay(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'The course plan of a cohort: start and end, deadlines, skills',
        description: 'Dates are by the calendar of the cohort. Nulls and empty lists where nobody has said.',
        request: { params: idParam },
        responses: answers('The plan', coursePlan),
      }),
      async (c) => {
        const { tenant } = c.get('caller');
        const { id } = c.req.valid('param');
        const stored = await asTenant(stores.db, tenant.id, (tx) => coursePlanOf(tx, tenant.id, id));
        return c.json(saidOf(stored), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: 'Say anew what is planned for the course of a cohort',
        description:
          'The whole plan: what is left out of the lists is no longer planned. Risks of the cohort are told anew within seconds. What may not be is refused with 400 and its path in `field`, such as `deadlines.2.dueOn`; 409 `changed_meanwhile` if `version` is named and no longer the newest.',
        request: { params: idParam, ...body(coursePlanBody) },
        responses: answers('The plan that holds from now on', coursePlan),
      }),
      async (c) => {
        const { tenant } = c.get('caller');
        const { id } = c.req.valid('param');
        const { version: theirs, ...plan } = c.req.valid('json');
        const problem = coursePlanProblem(plan);
        if (problem) throw new Refused(400, 'bad_request', problem.message, { field: problem.field });
        const version = await asTenant(stores.db, tenant.id, async (tx) => {
          const stored = await lockCoursePlan(tx, tenant.id, id);
          if (stored === null) throw notFound('cohort');
          if (theirs !== undefined && theirs !== stored.version) throw changedMeanwhile();
          return storeCoursePlan(tx, tenant.id, id, { plan, before: stored.version }, new Date());
        });
        return c.json(saidOf({ plan, version }), 200);
      },
    );
}

/** First whether it is there, then who may, and only then what was sent: what belongs to another tenant is not found, whatever is asked of it. */
function whoMay(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const caller = c.get('caller');
    await asTenant(stores.db, caller.tenant.id, (tx) => cohortFor(tx, caller, c.req.param('id') ?? ''));
    if (c.req.method !== 'GET') requireRole(caller, 'admin', 'manager', 'program');
    await next();
  });
}

function saidOf(stored: StoredPlan | null): z.infer<typeof coursePlan> {
  if (stored === null) throw notFound('cohort');
  const { startsOn, endsOn, deadlines, skills } = stored.plan;
  return { startsOn, endsOn, deadlines, skills, version: stored.version };
}

function changedMeanwhile(): Refused {
  const message = 'Somebody has changed this meanwhile. Load what holds now and change that.';
  return new Refused(409, 'changed_meanwhile', message);
}
