import { createRoute, z } from '@hono/zod-openapi';
import { alertStepsBefore } from '#db/postgres/alert-steps.ts';
import { caseStepsOf, openCaseOf } from '#db/postgres/cases.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { eventsBefore } from '#db/postgres/events.ts';
import { interventionsBefore } from '#db/postgres/interventions.ts';
import {
  type LearnerPlace,
  alertsOfEnrolment,
  bandChangesBefore,
  learnerById,
  placesOfLearner,
} from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { nudgesBefore } from '#db/postgres/nudges.ts';
import { encodeCursor } from '#db/postgres/page.ts';
import { type CohortRules, cohortRules, outagesKnownMs } from '#db/postgres/scorings.ts';
import { weeksBefore } from '#db/postgres/weeks.ts';
import { readWindows } from '#db/redis/windows.ts';
import { assess } from '#engagement/assessment.ts';
import { cohortTime } from '#engagement/cohort.ts';
import type { JourneyEntry, LearnerDetail, LearnerEnrolment } from '#engagement/learner.ts';
import type { Scoring } from '#engagement/scoring.ts';
import { readWindow } from '#engagement/window.ts';
import { type Caller, answers, idParam, listOf, newApi, pageQuery } from './api.ts';
import { caseShape } from './cases.ts';
import { notFound } from './errors.ts';
import { identified, requireMayRead } from './identity.ts';
import { nudgeShape } from './nudges.ts';
import type { Stores } from './stores.ts';

const nudgesShown = 20;

const detail = z
  .object({
    learner: z.object({ id: z.string(), name: z.string() }),
    enrolments: z.array(
      z.object({
        enrolment: z.string(),
        cohort: z.object({
          id: z.string(),
          name: z.string(),
          timeZone: z.string(),
          endsAt: z.string().nullable(),
        }),
        enrolledAt: z.string(),
        assessment: z.custom<LearnerEnrolment['assessment']>().openapi({
          type: 'object',
          description:
            'score and its parts, level, change, trend, risk and its reasons, band, flags, lastSeenAt',
        }),
        scoring: z.custom<Scoring>().openapi({
          type: 'object',
          description: 'the weights and thresholds that apply in this cohort',
        }),
        days: z.array(z.number()),
        case: caseShape.nullable(),
      }),
    ),
    nudges: z.array(nudgeShape),
  })
  .openapi('Learner') satisfies z.ZodType<LearnerDetail>;

const journeyEntry = z.custom<JourneyEntry>().openapi('JourneyEntry', {
  type: 'object',
  description: 'at, what (event, band, nudge, case, alert, alert_step, intervention, week) and its details',
});

export function learnerRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        summary: 'One learner: score and its parts, risk and its reasons, flags',
        description: 'A learner may read their own, and reads field by field what staff read.',
        request: { params: idParam },
        responses: answers('The learner', detail),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        await requireMayRead(stores, caller, id);
        const { learner, places, rules, cases, nudges } = await asTenant(stores.db, tenant, async (tx) => {
          const found = await learnerById(tx, tenant, id);
          if (!found) throw notFound('learner');
          await recordLook(tx, tenant, { ...lookOf(caller), what: 'learner', learnerId: id }, new Date());
          const theirPlaces = await placesOfLearner(tx, tenant, id);
          const page = await nudgesBefore(tx, tenant, {
            learner: id,
            size: nudgesShown,
            isDelivered: true,
          });
          return {
            learner: found,
            places: theirPlaces,
            rules: await cohortRules(
              tx,
              tenant,
              theirPlaces.map(({ cohort }) => cohort.id),
              Date.now() - outagesKnownMs,
            ),
            cases: await Promise.all(theirPlaces.map((place) => openCaseOf(tx, tenant, place.enrolment))),
            nudges: page.items,
          };
        });
        const enrolments = await Promise.all(
          places.map(async (place, index) => {
            const own = rules.get(place.cohort.id);
            if (own === undefined) throw notFound('cohort');
            return { ...(await enrolmentOf(tenant, place, own)), case: cases[index] ?? null };
          }),
        );
        return c.json({ learner, enrolments, nudges }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/journey',
        summary: 'Everything that happened to a learner, newest first',
        request: { params: idParam, query: z.object(pageQuery) },
        responses: answers('A page of the journey', listOf(journeyEntry)),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { cursor, limit } = c.req.valid('query');
        await requireMayRead(stores, caller, id);
        const before = cursor ? new Date(cursor[0]) : new Date(Date.now() + 3_600_000);
        const items = await asTenant(stores.db, tenant, async (tx) => {
          if (!(await learnerById(tx, tenant, id))) throw notFound('learner');
          await recordLook(tx, tenant, { ...lookOf(caller), what: 'journey', learnerId: id }, new Date());
          const places = await placesOfLearner(tx, tenant, id);
          const entries: JourneyEntry[] = [];
          const events = await eventsBefore(
            tx,
            tenant,
            places.map((place) => place.enrolment),
            before,
            limit,
          );
          entries.push(
            ...events.map(({ at, type, body }) => ({ what: 'event' as const, at, type, detail: body })),
          );
          for (const { enrolment } of places) {
            for (const { at, ...band } of await bandChangesBefore(tx, tenant, enrolment, before, limit)) {
              entries.push({ what: 'band', at: at.toISOString(), ...band });
            }
            for (const { at, ...alert } of await alertsOfEnrolment(tx, tenant, enrolment, before, limit)) {
              entries.push({ what: 'alert', at: at.toISOString(), ...alert });
            }
            // Who of the staff did what to an alert is theirs alone.
            const steps =
              caller.role === 'learner' ? [] : await alertStepsBefore(tx, tenant, enrolment, before, limit);
            for (const { at, ...step } of steps) {
              entries.push({ what: 'alert_step', at: at.toISOString(), ...step });
            }
            for (const { at, ...done } of await interventionsBefore(tx, tenant, enrolment, before, limit)) {
              entries.push({ what: 'intervention', at: at.toISOString(), ...done });
            }
            for (const { at, ...week } of await weeksBefore(tx, tenant, enrolment, before, limit)) {
              entries.push({ what: 'week', at: at.toISOString(), ...week });
            }
            for (const { at, step, byName } of await caseStepsOf(tx, tenant, enrolment)) {
              if (at < before) entries.push({ what: 'case', at: at.toISOString(), step, by: byName });
            }
          }
          const nudges = await nudgesBefore(tx, tenant, {
            learner: id,
            after: [before.getTime(), '~'],
            size: limit,
            isDelivered: true,
          });
          for (const { createdAt, rule, openedAt, answer, params } of nudges.items) {
            entries.push({ what: 'nudge', at: createdAt, rule, openedAt, answer, params });
          }
          return entries.toSorted((one, other) => (one.at < other.at ? 1 : -1));
        });
        return c.json(journeyPage(items, limit), 200);
      },
    );

  async function enrolmentOf(
    tenant: string,
    place: LearnerPlace,
    rules: CohortRules,
  ): Promise<Omit<LearnerEnrolment, 'case'>> {
    const { endsAt, ...cohort } = place.cohort;
    const now = cohortTime(rules.endsAt, Date.now());
    const [packed = null] = await readWindows(stores.redis, tenant, place.cohort.id, [place.enrolment]);
    const window = readWindow(packed, now, cohort.timeZone);
    const enrolledAt = place.enrolledAt.getTime();
    // Before the first look of a worker the same rules are asked here, so that a new learner is never blank.
    const assessment = place.assessment ?? assess(window, { ...rules, enrolledAt }, now).assessment;
    const { lastSeenAt } = assessment;
    return {
      enrolment: place.enrolment,
      cohort: { ...cohort, endsAt: endsAt?.toISOString() ?? null },
      enrolledAt: place.enrolledAt.toISOString(),
      assessment: {
        ...assessment,
        lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
      },
      scoring: rules.scoring,
      days: [...window.days],
    };
  }
}

/** Pages end between two moments, never inside one, so that nothing is lost where several things happened at once. */
function journeyPage(entries: JourneyEntry[], limit: number) {
  if (entries.length <= limit) return { items: entries, next: null };
  let end = limit;
  while (end < entries.length && entries[end]?.at === entries[end - 1]?.at) end++;
  const items = entries.slice(0, end);
  const last = items.at(-1);
  const next = last ? encodeCursor([Date.parse(last.at), '']) : null;
  return { items, next: end < entries.length ? next : null };
}

function lookOf(caller: Caller) {
  return { byId: caller.id, role: caller.role };
}
