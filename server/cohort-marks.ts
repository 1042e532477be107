import { createRoute, z } from '@hono/zod-openapi';
import { cohortMarks } from '#db/postgres/cohort-marks.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { outagesOfCohorts } from '#db/postgres/outages.ts';
import { cohortSettings } from '#db/postgres/scorings.ts';
import { alertTypes, severities } from '#engagement/alert.ts';
import { type CohortMarks, marksMax } from '#engagement/cohort-marks.ts';
import { parseTime } from '#engagement/event.ts';
import { nudgeKinds } from '#engagement/nudge.ts';
import { floorsOf } from '#engagement/risk.ts';
import { type Weekday, partNames, weekdays } from '#engagement/scoring.ts';
import { answers, idParam, newApi } from './api.ts';
import { lookAtCohort } from './cohort-access.ts';
import { notFound } from './errors.ts';
import type { Stores } from './stores.ts';

/** As far as the longest range of a map reaches, and a day for calendars that are ahead. */
const stretchMaxMs = 85 * 86_400_000;
/** Of the last hour, when nobody says of which time. */
const stretchMs = 3_600_000;

const time = z
  .string()
  .refine((text) => parseTime(text) !== undefined, 'This must be an RFC 3339 time.')
  .openapi({ format: 'date-time' });

const marked = {
  id: z.string(),
  at: z.string(),
  enrolment: z.string(),
  learner: z.string(),
  learnerName: z.string(),
  by: z.string().nullable(),
};

const marks = z
  .object({
    marks: z.array(
      z.discriminatedUnion('kind', [
        z.object({ ...marked, kind: z.literal('nudge'), what: z.enum(nudgeKinds) }),
        z.object({ ...marked, kind: z.literal('claim'), what: z.enum(['claimed', 'handed_over']) }),
        z.object({
          ...marked,
          kind: z.literal('alert'),
          what: z.enum(alertTypes),
          severity: z.enum(severities),
        }),
      ]),
    ),
    isAll: z.boolean().describe(`false where there are more than the newest ${marksMax}`),
    holidays: z.array(z.object({ from: z.string(), to: z.string(), name: z.string() })),
    restDays: z.array(
      z.custom<Weekday>((day) => weekdays.some((one) => one === day)).openapi({ type: 'integer' }),
    ),
    outages: z.array(
      z.object({
        source: z.string(),
        name: z.string(),
        parts: z.array(z.enum(partNames)),
        from: z.string(),
        to: z.string().nullable(),
      }),
    ),
    floors: z.object({ medium: z.number(), high: z.number(), critical: z.number() }),
    takes: z.number().nullable().describe('as many cases as the mentors can take; null where nobody said'),
  })
  .openapi('CohortMarks') satisfies z.ZodType<CohortMarks>;

/** What a map of a cohort says beside its cells, below the cohort's id. */
export function cohortMarkRoutes(stores: Stores) {
  const api = newApi();
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'Nudges, claims and alerts of a cohort over a stretch of time, with its days off and outages',
      request: { params: idParam, query: z.object({ from: time.optional(), to: time.optional() }) },
      responses: answers('The newest of them, newest first', marks),
    }),
    async (c) => {
      const caller = c.get('caller');
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      const to = parseTime(query.to) ?? Date.now();
      const from = Math.max(parseTime(query.from) ?? to - stretchMs, to - stretchMaxMs);
      const { id: tenant } = caller.tenant;
      const found = await asTenant(stores.db, tenant, async (tx) => {
        await lookAtCohort(tx, caller, id, new Date());
        const rules = (await cohortSettings(tx, tenant, [id])).get(id);
        if (!rules) throw notFound('cohort');
        const stretch = { from: new Date(from), to: new Date(Math.max(from, to)) };
        const outages = (await outagesOfCohorts(tx, tenant, [id], from)).get(id) ?? [];
        return { ...(await cohortMarks(tx, tenant, id, stretch)), rules, outages };
      });
      const { scoring, capacityFloor } = found.rules;
      const { mentors, casesEach } = scoring.risk;
      return c.json(
        {
          marks: found.marks,
          isAll: found.isAll,
          holidays: scoring.daysOff.holidays,
          restDays: scoring.daysOff.restDays,
          outages: found.outages.map(({ source, name, parts, from: began, to: ended }) => ({
            source,
            name,
            parts,
            from: new Date(began).toISOString(),
            to: ended === null ? null : new Date(ended).toISOString(),
          })),
          floors: floorsOf(scoring, capacityFloor),
          takes: mentors === 0 ? null : mentors * casesEach,
        },
        200,
      );
    },
  );
}
