import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { retentionOf } from '#db/postgres/retention.ts';
import { enrolmentsNamed, keepSelection, selectionById } from '#db/postgres/selections.ts';
import { parseTime } from '#engagement/event.ts';
import { type Selection, selectedMost, stretchProblem } from '#engagement/selection.ts';
import { type Variables, answers, body, idParam, newApi } from './api.ts';
import { cohortFor, idText, lookAtCohort } from './cohort-access.ts';
import { differenceOfSelection } from './difference.ts';
import { differenceShape } from './difference-shape.ts';
import { Refused, notFound } from './errors.ts';
import type { Stores } from './stores.ts';

/** As many ids as there may be, written out. */
const bodyMaxBytes = 1_048_576;

const ids = z
  .array(z.string().regex(idText, 'This must be an id.'))
  .max(selectedMost, `At most ${selectedMost} learners can be selected.`)
  .default([]);
const time = z
  .string()
  .refine((text) => parseTime(text) !== undefined, 'This must be an RFC 3339 time.')
  .openapi({ format: 'date-time' });

const selection = z
  .object({ id: z.string(), enrolments: z.array(z.string()), from: z.string(), to: z.string() })
  .openapi('Selection') satisfies z.ZodType<Selection>;

const selectionBody = z.strictObject({
  enrolments: ids,
  learners: ids.describe('instead of their enrolments in this cohort, or beside others'),
  from: time,
  to: time.describe('itself not included'),
});

const selectionParam = idParam.extend({ selection: z.string().max(64) });

/** Learners of a cohort picked out together with a stretch of time, and what is different about them; below the cohort's id. */
export function selectionRoutes(stores: Stores) {
  const api = newApi();
  api.use(isThere(stores));
  api.use(bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }));

  return api
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Keep a selection of learners and a stretch of time, so that a link to it can be shared',
        description:
          'The same selection has the same id, whoever makes it. Refused with 400 `not_of_cohort` when some of these are not enrolled in this cohort, which says how many.',
        request: { params: idParam, ...body(selectionBody) },
        responses: answers('Its id', z.object({ id: z.string() }).openapi('SelectionId')),
      }),
      async (c) => {
        const { tenant } = c.get('caller');
        const { id: cohort } = c.req.valid('param');
        const { enrolments, learners, ...times } = c.req.valid('json');
        if (enrolments.length + learners.length === 0)
          throw new Refused(400, 'bad_request', 'Name at least one learner.', { field: 'enrolments' });
        const stretch = { from: parseTime(times.from) ?? 0, to: parseTime(times.to) ?? 0 };
        const now = new Date();
        const kept = await asTenant(stores.db, tenant.id, async (tx) => {
          const { eventDays } = await retentionOf(tx, tenant.id);
          const problem = stretchProblem(stretch, now.getTime(), eventDays);
          if (problem) throw new Refused(400, 'bad_request', problem.message, { field: problem.field });
          const named = await enrolmentsNamed(tx, tenant.id, cohort, { enrolments, learners });
          if (named.strangers > 0) throw notOfCohort(named.strangers);
          return keepSelection(tx, tenant.id, cohort, { enrolments: named.enrolments, ...stretch }, now);
        });
        return c.json({ id: kept }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{selection}',
        summary: 'A selection: whose, from when to when',
        request: { params: selectionParam },
        responses: answers('The selection', selection),
      }),
      async (c) => {
        const { tenant } = c.get('caller');
        const { id: cohort, selection: wanted } = c.req.valid('param');
        const found = await asTenant(stores.db, tenant.id, (tx) =>
          selectionIn(tx, tenant.id, cohort, wanted),
        );
        return c.json(found, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{selection}/difference',
        summary: 'What is different about the selected learners, the strongest difference first',
        description:
          'Numbers are compared by rank, what is so or not by its share. Of what is called sure at most one in twenty is chance (Benjamini and Hochberg), however many things are compared; with fewer than five learners on a side nothing is.',
        request: { params: selectionParam },
        responses: answers('The differences', differenceShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id, selection: wanted } = c.req.valid('param');
        const now = Date.now();
        const told = await asTenant(stores.db, tenant, async (tx) => {
          const cohort = await lookAtCohort(tx, caller, id, new Date(now));
          const found = await selectionIn(tx, tenant, id, wanted);
          const { eventDays } = await retentionOf(tx, tenant);
          const stretch = { from: Date.parse(found.from), to: Date.parse(found.to) };
          const problem = stretchProblem(stretch, now, eventDays);
          if (problem) throw new Refused(410, 'no_longer_kept', problem.message);
          return differenceOfSelection(tx, tenant, cohort, found, now);
        });
        return c.json(told, 200);
      },
    );
}

/** First whether it is there, and only then what was sent: what belongs to another tenant is not found, whatever is asked of it. */
function isThere(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const caller = c.get('caller');
    await asTenant(stores.db, caller.tenant.id, (tx) => cohortFor(tx, caller, c.req.param('id') ?? ''));
    await next();
  });
}

async function selectionIn(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  id: string,
): Promise<Selection> {
  const found = idText.test(id) ? await selectionById(tx, tenant, cohort, id) : null;
  if (found === null) throw notFound('selection');
  return found;
}

function notOfCohort(strangers: number): Refused {
  const who = strangers === 1 ? 'One of these is' : `${strangers} of these are`;
  return new Refused(400, 'not_of_cohort', `${who} not enrolled in this cohort.`, { field: 'enrolments' });
}

function tooLarge(): never {
  throw new Refused(413, 'too_large', `A selection has at most ${selectedMost} learners.`);
}
