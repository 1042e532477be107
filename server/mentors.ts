import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { hoursOfMentor, keepHours } from '#db/postgres/mentors.ts';
import { type MentorHours, hoursProblem, openingsOf } from '#engagement/nudging/mentor-hours.ts';
import type { Weekday } from '#engagement/scoring.ts';
import { type Caller, answers, body, newApi } from './api.ts';
import { Refused } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const weekday = z
  .number()
  .int()
  .min(1)
  .max(7)
  .transform((day) => day as Weekday);

const given = {
  about: z.string().max(2_000).nullable().describe('a line about yourself, as learners read it'),
  timeZone: z.string().max(64).describe('in which the hours are, such as Europe/Berlin'),
  hours: z
    .array(
      z.object({
        weekday: weekday.openapi({ type: 'integer', description: '1 is Monday' }),
        from: z.number().describe('minutes after midnight'),
        to: z.number(),
      }),
    )
    .max(100),
};
const own = z
  .object({
    ...given,
    next: z.array(z.string()).describe('the next times that a learner would be offered'),
  })
  .openapi('MentorHours');

/** How a mentor says when they have time for learners. */
export function mentorRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/me',
        summary: 'When you have time for learners, and how they see you',
        description: 'For mentors and admins. Without hours nobody is sent to you.',
        responses: answers('Your hours', own),
      }),
      async (c) => {
        const { id, tenant } = mentorOnly(c.get('caller'));
        const hours = await asTenant(stores.db, tenant.id, (tx) => hoursOfMentor(tx, tenant.id, id));
        return c.json(withNext(hours ?? { about: null, timeZone: 'UTC', hours: [] }), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/me',
        summary: 'Say when you have time for learners',
        description: 'Stretches of at least half an hour, by weekday; none: nobody is sent to you any more.',
        request: body(z.object(given)),
        responses: answers('Your hours', own),
      }),
      async (c) => {
        const { id, tenant } = mentorOnly(c.get('caller'));
        const { about, ...times } = c.req.valid('json');
        const wanted = { ...times, about: about?.trim() === '' ? null : (about?.trim() ?? null) };
        const problem = hoursProblem(wanted);
        if (problem) throw new Refused(400, 'bad_request', problem.message, { field: problem.field });
        await asTenant(stores.db, tenant.id, (tx) => keepHours(tx, tenant.id, id, wanted, new Date()));
        return c.json(withNext(wanted), 200);
      },
    );
}

const nextShown = 3;

function withNext(hours: MentorHours) {
  const next = openingsOf(hours, Date.now(), [], nextShown).map((at) => new Date(at).toISOString());
  return { ...hours, next };
}

function mentorOnly(caller: Caller): Caller {
  requireRole(caller, 'mentor', 'admin');
  return caller;
}
