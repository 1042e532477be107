import { createRoute, z } from '@hono/zod-openapi';
import { renameMember } from '#db/postgres/challenges.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { changePreferences, preferencesOf } from '#db/postgres/nudge-preferences.ts';
import { nudgeChannels, nudgeKinds } from '#engagement/nudge.ts';
import { type NudgePreferences, preferencesProblem } from '#engagement/nudging/preferences.ts';
import { answers, body, newApi } from './api.ts';
import { Refused } from './errors.ts';
import { identified, requireOwnLearner } from './identity.ts';
import type { Stores } from './stores.ts';

const quietHours = z.strictObject({
  from: z.number().describe('minutes after midnight, by the clock of the learner'),
  to: z.number(),
});

const wanted = {
  channels: z.array(z.enum(nudgeChannels)).describe('agreed to beside their own page'),
  declined: z.array(z.enum(nudgeKinds)).describe('kinds of which they want none'),
  quietHours: quietHours.nullable().describe('their own, beside those of the programme'),
  timeZone: z.string().max(64).nullable().describe('where they are; null: where their cohort is'),
  pausedUntil: z.number().nullable().describe('nothing before this moment, in ms since 1970'),
  snoozedUntil: z.number().nullable(),
  joinsChallenges: z.boolean().describe('whether they want to be asked to a week of working together'),
  shownAs: z.string().nullable().describe('as whom the others of such a week see them'),
};

const shape = z.object(wanted).openapi('NudgePreferences') satisfies z.ZodType<NudgePreferences>;

/** What a learner wants of nudges: theirs alone to say. */
export function preferenceRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'What you want of nudges',
        responses: answers('Your preferences, or the usual ones', shape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const learner = await requireOwnLearner(stores, caller);
        return c.json(await asTenant(stores.db, tenant, (tx) => preferencesOf(tx, tenant, learner)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/',
        summary: 'Say what you want of nudges',
        description: 'It holds from now on, also for nudges that are planned.',
        request: body(z.strictObject(wanted)),
        responses: answers('Your preferences', shape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const learner = await requireOwnLearner(stores, caller);
        const preferences = c.req.valid('json');
        const wrong = preferencesProblem(preferences);
        if (wrong)
          throw new Refused(400, 'bad_preferences', `${wrong.field}: ${wrong.problem}.`, {
            field: wrong.field,
          });
        const now = new Date();
        await asTenant(stores.db, tenant, async (tx) => {
          await changePreferences(tx, tenant, learner, preferences, now);
          await renameMember(tx, tenant, learner, now.getTime());
        });
        return c.json(preferences, 200);
      },
    );
}
