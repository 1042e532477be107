import { createRoute, z } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { effectCells, loggedChoices, sharesOfSeveral } from '#db/postgres/nudge-effect.ts';
import { type StopRow, allStops, endStop } from '#db/postgres/nudge-stops.ts';
import { isProgramme } from '#db/postgres/programmes.ts';
import { dayMs } from '#engagement/day.ts';
import { type KindStop, effectReportOf } from '#engagement/nudging/effect-report.ts';
import { bands } from '#engagement/risk.ts';
import { answers, idParam, newApi } from './api.ts';
import { notFound } from './errors.ts';
import { identified, requireRole, requireStaff } from './identity.ts';
import { effectShape, stopShape } from './nudge-effect-shapes.ts';
import type { Stores } from './stores.ts';

/** What nudges changed, by comparing learners with those who were held out. It names no learner. */
export function nudgeEffectRoutes(stores: Stores) {
  const api = newApi();
  api.use('/effect', identified(stores));
  api.use('/stops/*', identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/effect',
        summary: 'What each kind of nudge changed: uplift, interval, verdict, and how far to trust it',
        description:
          'Each learner counts once for a kind, by the first decision that put them into an arm of it, whether anything was sent or not. Outcomes are measured from the planned moment, of both arms alike.',
        request: {
          query: z.object({
            programme: z.string().max(64).optional(),
            band: z.enum(bands).optional().openapi({ description: 'Of risk, when it was decided' }),
            since: z.iso
              .datetime({ offset: true })
              .optional()
              .openapi({ description: 'Only learners who came into an arm since then' }),
          }),
        },
        responses: answers('All that is known', effectShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const { programme, band, since } = c.req.valid('query');
        const filter = { programme, band, since: since === undefined ? undefined : new Date(since) };
        const tenant = caller.tenant.id;
        const now = Date.now();
        const known = await asTenant(stores.db, tenant, async (tx) => {
          if (programme !== undefined && !(await isProgramme(tx, tenant, programme)))
            throw notFound('programme');
          return {
            cells: await effectCells(tx, tenant, filter, now),
            severalKinds: await sharesOfSeveral(tx, tenant),
            choices: await loggedChoices(tx, tenant, filter),
            stops: (await allStops(tx, tenant)).map(stopOf),
          };
        });
        return c.json(effectReportOf(known, Math.floor(now / dayMs)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/stops/{id}/end',
        summary: 'Let a kind be sent again that was stopped since it did harm',
        description:
          'For admins. From here on only learners who are new to the kind count for another stop. Who ended it first stands.',
        request: { params: idParam },
        responses: answers('The stop as it now stands', stopShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const { id } = c.req.valid('param');
        const tenant = caller.tenant.id;
        const by = { id: caller.id, name: caller.name };
        const stop = await asTenant(stores.db, tenant, async (tx) => {
          const ended = await endStop(tx, tenant, id, by, new Date());
          if (ended === null) throw notFound('stop');
          // Refused, the transaction is rolled back: what belongs to others is not there, whoever asks.
          requireRole(caller, 'admin');
          return ended;
        });
        return c.json(stopOf(stop), 200);
      },
    );
}

function stopOf({ id, kind, seen, at, endedAt, endedByName }: StopRow): KindStop {
  return {
    id,
    kind,
    seen,
    at: at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    endedByName,
  };
}
