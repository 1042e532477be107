import { createRoute, z } from '@hono/zod-openapi';
import { pastView } from '#db/cohort-past.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { recordedSpan } from '#db/postgres/recordings.ts';
import { parseTime } from '#engagement/event.ts';
import type { CohortView } from '#engagement/screen/cohort-view.ts';
import { viewBytes } from '#engagement/screen/view-bytes.ts';
import { answers, idParam, newApi } from './api.ts';
import { cohortFor, lookAtCohort } from './cohort-access.ts';
import { notFound } from './errors.ts';
import type { Stores } from './stores.ts';

const time = z.string().openapi({ format: 'date-time' });

const span = z
  .object({
    from: time.nullable(),
    to: time.nullable(),
    gaps: z.array(z.object({ from: time, to: time })),
  })
  .openapi('Recorded');

const past = z
  .object({
    at: time,
    recordedAt: time,
    hash: z
      .string()
      .openapi({ description: 'Recorded when it was shown, and again of what was made of it now' }),
    isMissing: z.boolean().openapi({ description: 'What was announced around this time was lost' }),
    view: z
      .custom<CohortView>()
      .openapi({ type: 'object', description: 'As the live topic of the cohort begins' }),
  })
  .openapi('CohortPast');

/** What its screen showed at a past minute. */
export function cohortPastRoutes(stores: Stores) {
  const api = newApi();
  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/recorded',
        summary: 'From when to when what the screen of a cohort showed can be seen again',
        request: { params: idParam },
        responses: answers('The stretch of time, and where something of it was lost', span),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const found = await asTenant(stores.db, tenant, async (tx) => {
          await cohortFor(tx, caller, id);
          return recordedSpan(tx, tenant, id);
        });
        const gaps = (found?.gaps ?? []).map((gap) => ({ from: timeOf(gap.from + 1), to: timeOf(gap.to) }));
        return c.json({ from: found && timeOf(found.from), to: found && timeOf(found.to), gaps }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/past',
        summary: 'What the screen of a cohort showed at the end of a past minute',
        description: 'With `as=bytes` the view as the live protocol encodes it, its facts in headers.',
        request: {
          params: idParam,
          query: z.object({
            at: z
              .string()
              .refine((text) => parseTime(text) !== undefined, 'at must be an RFC 3339 time')
              .optional()
              .openapi({ description: 'Now, if left out' }),
            as: z.enum(['json', 'bytes']).default('json'),
          }),
        },
        responses: {
          200: {
            description: 'The view',
            content: {
              'application/json': { schema: past },
              'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) },
            },
          },
        },
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { at, as } = c.req.valid('query');
        const asked = parseTime(at) ?? Date.now();
        const found = await asTenant(stores.db, tenant, async (tx) => {
          await lookAtCohort(tx, caller, id, new Date());
          return pastView(tx, tenant, id, asked);
        });
        if (found === null) throw notFound('recording of that time');
        const facts = {
          at: new Date(asked).toISOString(),
          recordedAt: timeOf(found.minute),
          hash: found.hash,
          isMissing: found.isMissing,
        };
        if (as === 'json') return c.json({ ...facts, view: found.view }, 200);
        return new Response(viewBytes(found.view), {
          headers: {
            'content-type': 'application/octet-stream',
            'x-recorded-at': facts.recordedAt,
            'x-hash': facts.hash,
            'x-missing': String(facts.isMissing),
          },
        });
      },
    );
}

function timeOf(minute: number): string {
  return new Date(minute * 60_000).toISOString();
}
