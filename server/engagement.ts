import { createRoute, z } from '@hono/zod-openapi';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { eventsBetween } from '#db/postgres/events.ts';
import { type LearnerPlace, learnerById, placesOfLearner } from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { remarksByDate } from '#db/postgres/remarks.ts';
import { retentionOf } from '#db/postgres/retention.ts';
import { cohortRules } from '#db/postgres/scorings.ts';
import { weeksBetween } from '#db/postgres/weeks.ts';
import { cohortTime } from '#engagement/cohort.ts';
import { dateOf, dayMs, dayOf, dayOfDate, startOfDay } from '#engagement/day.ts';
import { pastOf } from '#engagement/past.ts';
import { type EngagementPeriod, daysNeeded, periodOf } from '#engagement/period.ts';
import { answers, idParam, newApi } from './api.ts';
import { engagementPeriod } from './engagement-shape.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireMayRead } from './identity.ts';
import type { Stores } from './stores.ts';

const usualDays = 28;
/** A year of one learner is read and scored at once. */
const daysMax = 366;
/** Of outages: as far back as anybody asks for, with what a score of the first day needs. */
const outagesShownMs = (daysMax + 100) * dayMs;

const date = z
  .string()
  .refine((text) => isDate(text), 'must be a date such as 2026-11-30')
  .optional();
const periodQuery = z.object({ from: date, to: date, cohort: z.string().max(64).optional() });
type PeriodQuery = z.infer<typeof periodQuery>;

export function engagementRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/{id}/engagement',
      summary: 'How engaged a learner was, day by day and week by week',
      description: `Days are those of the cohort's calendar: the last ${usualDays} of them without dates, ${daysMax} at most. Without a cohort it is the learner's first that goes on. A learner may read their own.`,
      request: { params: idParam, query: periodQuery },
      responses: answers('The period', engagementPeriod),
    }),
    async (c) => {
      const caller = c.get('caller');
      const tenant = caller.tenant.id;
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      await requireMayRead(stores, caller, id);
      const now = Date.now();
      const period = await asTenant(stores.db, tenant, async (tx) => {
        if (!(await learnerById(tx, tenant, id))) throw notFound('learner');
        const look = { byId: caller.id, role: caller.role, what: 'learner' as const, learnerId: id };
        await recordLook(tx, tenant, look, new Date(now));
        const place = placeAmong(await placesOfLearner(tx, tenant, id), query.cohort, now);
        return { learner: id, ...(await readPeriod(tx, tenant, place, query, now)) };
      });
      return c.json(period, 200);
    },
  );
}

async function readPeriod(
  tx: TenantTransaction,
  tenant: string,
  { enrolment, enrolledAt, cohort }: LearnerPlace,
  query: PeriodQuery,
  now: number,
): Promise<Omit<EngagementPeriod, 'learner'>> {
  const rules = (await cohortRules(tx, tenant, [cohort.id], now - outagesShownMs)).get(cohort.id);
  if (rules === undefined) throw notFound('cohort');
  const { timeZone, endsAt } = rules;
  const today = dayOf(cohortTime(endsAt, now), timeZone);
  const { first, last } = daysAsked(query, today);
  const needed = daysNeeded(first, last);
  const events = await eventsBetween(
    tx,
    tenant,
    enrolment,
    new Date(startOfDay(needed.first, timeZone)),
    new Date(startOfDay(needed.last + 1, timeZone)),
  );
  const { eventDays } = await retentionOf(tx, tenant);
  // The day before is gone in part.
  const keptSince = dayOf(now - eventDays * dayMs, timeZone) + 1;
  const past = pastOf(events, { ...rules, enrolledAt: enrolledAt.getTime() }, keptSince);
  const beside = {
    today,
    hasEnded: endsAt !== null && endsAt <= now,
    stored: await weeksBetween(tx, tenant, enrolment, dateOf(first), dateOf(last)),
    remarks: await remarksByDate(tx, tenant, enrolment, timeZone),
  };
  return {
    cohort: { id: cohort.id, name: cohort.name },
    timeZone,
    from: dateOf(first),
    to: dateOf(last),
    ...periodOf(past, first, last, beside),
  };
}

/** The place in a cohort that was asked for; without one, the first that goes on. */
export function placeAmong(
  places: readonly LearnerPlace[],
  cohort: string | undefined,
  now: number,
): LearnerPlace {
  const goesOn = ({ cohort: { endsAt } }: LearnerPlace) => endsAt === null || endsAt.getTime() > now;
  const place =
    cohort === undefined
      ? (places.find(goesOn) ?? places[0])
      : places.find((one) => one.cohort.id === cohort);
  if (place === undefined) throw notFound('cohort of this learner');
  return place;
}

function daysAsked({ from, to }: PeriodQuery, today: number): { first: number; last: number } {
  const last = to === undefined ? today : dayOfDate(to);
  const first = from === undefined ? last - usualDays + 1 : dayOfDate(from);
  if (first > last) {
    throw new Refused(400, 'bad_request', 'from must not be after to', { field: 'from' });
  }
  if (last - first + 1 > daysMax) {
    throw new Refused(400, 'bad_request', `from and to must be at most ${daysMax} days apart`, {
      field: 'from',
    });
  }
  return { first, last };
}

/** One that there is, 2026-02-30 being none, in the century whose days windows and PostgreSQL both know. */
function isDate(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  return !Number.isNaN(Date.parse(text)) && dateOf(dayOfDate(text)) === text;
}
