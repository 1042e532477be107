import { createRoute, z } from '@hono/zod-openapi';
import { cohortsAmong } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { createWall, revokeWall, wallById, wallsBefore, wallsMost } from '#db/postgres/walls.ts';
import { newWallToken, wallTokenHash } from '#db/wall-token.ts';
import { type Wall, wallCohortsMost, wallModes, wallNameMost, wallPace } from '#engagement/wall.ts';
import { type Caller, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import type { Stores } from './stores.ts';

const wallShape = z
  .object({
    id: z.string(),
    name: z.string(),
    cohorts: z.array(z.object({ id: z.string(), name: z.string() })),
    mode: z.enum(wallModes),
    secondsPerCohort: z.number(),
    madeBy: z.string(),
    madeAt: z.string(),
    revokedBy: z.string().nullable(),
    revokedAt: z.string().nullable(),
    lastShownAt: z.string().nullable().describe('to the minute'),
  })
  .openapi('Wall') satisfies z.ZodType<Wall>;

const wanted = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(wallNameMost)
    .refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'This must be well-formed text.'),
  cohorts: z
    .array(z.string().max(64))
    .min(1)
    .max(wallCohortsMost)
    .refine((ids) => new Set(ids).size === ids.length, 'Each cohort is shown once a round.'),
  mode: z.enum(wallModes),
  secondsPerCohort: z.number().int().min(wallPace.least).max(wallPace.most).default(wallPace.usual),
});

/** Links for televisions: made and revoked by an admin or a manager, who is noted with each. */
export function wallRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Links for televisions, newest first, with those that were revoked lately',
        request: { query: z.object(pageQuery) },
        responses: answers('A page', listOf(wallShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireRole(caller, 'admin', 'manager');
        const { cursor, limit } = c.req.valid('query');
        const tenant = caller.tenant.id;
        const page = await asTenant(stores.db, tenant, (tx) =>
          wallsBefore(tx, tenant, { after: cursor, size: limit }),
        );
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Make a link for a television',
        description:
          'Its token is in this answer and nowhere else. `counts` shows groups of five or more; `pseudonyms` shows beside them who was active in the last hour, by names that are not theirs.',
        request: body(wanted),
        responses: answers('The link, and its token', z.object({ wall: wallShape, token: z.string() })),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { cohorts, ...rest } = c.req.valid('json');
        const tenant = caller.tenant.id;
        const token = newWallToken();
        const wall = await asTenant(stores.db, tenant, async (tx) => {
          if ((await cohortsAmong(tx, tenant, cohorts)).length < cohorts.length) throw notFound('cohort');
          requireRole(caller, 'admin', 'manager');
          const made = { ...rest, cohorts, tokenHash: wallTokenHash(token), by: byOf(caller) };
          const id = await createWall(tx, tenant, made, new Date());
          return id === null ? null : wallById(tx, tenant, id);
        });
        if (wall === null) {
          throw new Refused(409, 'too_many_walls', `There are ${wallsMost} links already. Revoke one first.`);
        }
        return c.json({ wall, token }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{id}',
        summary: 'Revoke a link',
        description:
          'A television that shows it says so within two seconds. It cannot be taken back: make another one.',
        request: { params: idParam },
        responses: answers('As it now stands', wallShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { id } = c.req.valid('param');
        const tenant = caller.tenant.id;
        const wall = await asTenant(stores.db, tenant, async (tx) => {
          if ((await wallById(tx, tenant, id)) === null) throw notFound('wall');
          requireRole(caller, 'admin', 'manager');
          await revokeWall(tx, tenant, id, byOf(caller), new Date());
          return wallById(tx, tenant, id);
        });
        if (wall === null) throw notFound('wall');
        return c.json(wall, 200);
      },
    );
}

function byOf({ id, name }: Caller): { id: string; name: string } {
  return { id, name };
}
