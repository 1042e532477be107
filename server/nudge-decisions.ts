import { createRoute, z } from '@hono/zod-openapi';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import {
  type DecisionFilter,
  decidedAtOf,
  decisionCounts,
  decisionsBefore,
} from '#db/postgres/decision-list.ts';
import { type LearnerPlace, learnerById, placesOfLearner } from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { type CohortRules, cohortRules, outagesKnownMs } from '#db/postgres/scorings.ts';
import { readWindows } from '#db/redis/windows.ts';
import {
  type Occasion,
  decideNudge,
  nudgeAnswers,
  nudgeKinds,
  nudgeReasons,
  nudgeRules,
} from '#engagement/nudge.ts';
import { type AskingNow, type DecidedNow, silentRules } from '#engagement/nudging/asking.ts';
import { fates, toldOf } from '#engagement/nudging/decision.ts';
import { type Seen, occasionsOf } from '#engagement/nudging/occasion.ts';
import { quietDays } from '#engagement/quiet.ts';
import { partNames } from '#engagement/scoring.ts';
import { readWindow } from '#engagement/window.ts';
import { answers, listOf, newApi, pageQuery } from './api.ts';
import { countsShape, decisionShape, nowShape } from './decision-shapes.ts';
import { notFound } from './errors.ts';
import { identified, requireStaff } from './identity.ts';
import type { Stores } from './stores.ts';

const id = z.string().max(64);

const filterQuery = {
  learner: id.optional(),
  cohort: id.optional(),
  programme: id.optional(),
  rule: z.enum(nudgeRules).optional(),
  kind: z.enum(nudgeKinds).optional(),
  reason: z.enum(nudgeReasons).optional(),
  answer: z.enum([...nudgeAnswers, 'none']).optional(),
  fate: z.enum(fates).optional(),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .optional()
    .openapi({ description: 'Only what was asked in so many days up to now' }),
};

/** Why a learner was nudged, or was not. */
export function nudgeDecisionRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Whether learners were nudged, and why or why not, newest first',
        description: 'For staff. `reason` finds nudges as well that were taken back for it.',
        request: {
          query: z.object({ ...pageQuery, ...filterQuery }),
        },
        responses: answers('A page of decisions', listOf(decisionShape)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const { cursor, limit, ...asked } = c.req.valid('query');
        const filter = filterOf(asked);
        const tenant = caller.tenant.id;
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await refuseStranger(tx, tenant, filter.learner);
          const look = { byId: caller.id, role: caller.role, what: 'decisions' as const };
          const of = { learnerId: filter.learner ?? '', cohortId: filter.cohort ?? '' };
          await recordLook(tx, tenant, { ...look, ...of }, new Date());
          return decisionsBefore(tx, tenant, { ...filter, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/counts',
        summary: 'How decisions came out',
        description: 'For staff. The same filters as for the list.',
        request: { query: z.object(filterQuery) },
        responses: answers('Counts', countsShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const filter = filterOf(c.req.valid('query'));
        const tenant = caller.tenant.id;
        const counts = await asTenant(stores.db, tenant, async (tx) => {
          await refuseStranger(tx, tenant, filter.learner);
          return decisionCounts(tx, tenant, filter);
        });
        return c.json(counts, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/now',
        summary: 'What would be decided on a learner at this moment, and why',
        description:
          'By the same rules as workers go by; nothing is stored or sent. Where no rule asks, what each is missing.',
        request: { query: z.object({ learner: id }) },
        responses: answers('What would be decided, in each cohort of the learner', nowShape),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const { learner } = c.req.valid('query');
        const tenant = caller.tenant.id;
        const now = Date.now();
        const enrolments = await asTenant(stores.db, tenant, async (tx) => {
          await refuseStranger(tx, tenant, learner);
          const look = { byId: caller.id, role: caller.role, what: 'decisions' as const, learnerId: learner };
          await recordLook(tx, tenant, look, new Date(now));
          const places = await placesOfLearner(tx, tenant, learner);
          const cohorts = places.map(({ cohort }) => cohort.id);
          const rules = await cohortRules(tx, tenant, cohorts, now - outagesKnownMs);
          const found: DecidedNow[] = [];
          for (const place of places) {
            const own = rules.get(place.cohort.id);
            if (own !== undefined)
              found.push(await decidedNow(stores, tx, { tenant, learner, place, own }, now));
          }
          return found;
        });
        return c.json({ learner, at: new Date(now).toISOString(), enrolments }, 200);
      },
    );
}

function filterOf({ days, ...asked }: z.infer<z.ZodObject<typeof filterQuery>>): DecisionFilter {
  return { ...asked, lately: days === undefined ? undefined : { days, now: Date.now() } };
}

async function refuseStranger(
  tx: TenantTransaction,
  tenant: string,
  learner: string | undefined,
): Promise<void> {
  if (learner !== undefined && !(await learnerById(tx, tenant, learner))) throw notFound('learner');
}

interface Of {
  tenant: string;
  learner: string;
  place: LearnerPlace;
  own: CohortRules;
}

async function decidedNow(
  { redis }: Stores,
  tx: TenantTransaction,
  of: Of,
  now: number,
): Promise<DecidedNow> {
  const { tenant, place, own } = of;
  const { enrolment, cohort, assessment, enrolledAt } = place;
  const hasEnded = own.endsAt !== null && own.endsAt <= now;
  const about = { enrolment, cohort: { id: cohort.id, name: cohort.name }, hasEnded };
  if (hasEnded || assessment === null) return { ...about, asking: [], silent: [] };
  const [packed = null] = await readWindows(redis, tenant, cohort.id, [enrolment]);
  const circumstances = { ...own, enrolledAt: enrolledAt.getTime() };
  const seen: Seen = {
    assessment,
    quietDays: quietDays(assessment.lastSeenAt, now, partNames, circumstances),
    window: readWindow(packed, now, own.timeZone),
    timeZone: own.timeZone,
    plan: own.plan,
  };
  const occasions = occasionsOf(seen, now);
  const asking: AskingNow[] = [];
  for (const occasion of occasions) asking.push(...(await askingNow(tx, of, occasion, now)));
  return { ...about, asking, silent: silentRules(seen, occasions) };
}

async function askingNow(
  tx: TenantTransaction,
  { tenant, learner, place }: Of,
  { rule, period, params, until }: Occasion,
  now: number,
): Promise<AskingNow[]> {
  const at = await decidedAtOf(tx, tenant, { learner, rule, period });
  const asked = {
    tenantId: tenant,
    learnerId: learner,
    enrolmentId: place.enrolment,
    cohortId: place.cohort.id,
    rule,
    period,
    asked: params,
    askedAt: new Date(now),
    until: new Date(until),
    nudgeId: null,
  };
  const facts = await nudgeFactsOf(tx, asked, now);
  if (facts === null) return [];
  const { reason, kind, sendAt, candidates } = decideNudge(facts);
  const sent = sendAt === null ? null : new Date(sendAt).toISOString();
  return [
    {
      rule,
      decidedAt: at?.toISOString() ?? null,
      reason,
      kind,
      sendAt: sent,
      candidates,
      told: toldOf(facts),
    },
  ];
}
