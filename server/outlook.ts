import { createRoute } from '@hono/zod-openapi';
import { asTenant } from '#db/postgres/connect.ts';
import { type LearnerPlace, learnerById, placesOfLearner } from '#db/postgres/learners.ts';
import { recordLook } from '#db/postgres/looks.ts';
import { type CohortRules, cohortRules, outagesKnownMs } from '#db/postgres/scorings.ts';
import { shownBetween, skillsTaught, someEnrolments } from '#db/postgres/shown.ts';
import { readUsual } from '#db/redis/usual.ts';
import { readWindows } from '#db/redis/windows.ts';
import { dayMs, dayOf } from '#engagement/day.ts';
import {
  type LearnerOutlook,
  type ShownBy,
  learnerOutlookOf,
  nothingTold,
} from '#engagement/learner-outlook.ts';
import { floorsOf } from '#engagement/risk.ts';
import { outlookAt } from '#engagement/risk-view.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { countingDays } from '#engagement/surroundings.ts';
import { daysHeld, readWindow } from '#engagement/window.ts';
import { answers, idParam, newApi } from './api.ts';
import { notFound } from './errors.ts';
import { identified, requireMayRead } from './identity.ts';
import { outlookShape } from './outlook-shape.ts';
import type { Stores } from './stores.ts';

/** Of what is older hardly anything is left of a skill, and a result counts for next to nothing. */
const shownMs = 183 * dayMs;
/** Enough for a mean of their results: more would move it by less than a point. */
const cohortSampled = 100;

export function outlookRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  return api.openapi(
    createRoute({
      method: 'get',
      path: '/{id}/outlook',
      summary: 'What is likely to come for a learner, and what to learn next',
      description:
        "For each of their cohorts: next week's score, the chance to complete, the next result, each with an interval or reasons, and the skill that is best next. Null where too little is known. A learner may read their own.",
      request: { params: idParam },
      responses: answers('The outlook', outlookShape),
    }),
    async (c) => {
      const caller = c.get('caller');
      const { id } = c.req.valid('param');
      await requireMayRead(stores, caller, id);
      const look = { byId: caller.id, role: caller.role, what: 'outlook' as const, learnerId: id };
      const now = Date.now();
      const known = await readKnown(stores, caller.tenant.id, id, now, (tx) =>
        recordLook(tx, caller.tenant.id, look, new Date(now)),
      );
      const enrolments = await Promise.all(known.map((one) => toldOf(stores, caller.tenant.id, one, now)));
      return c.json({ learner: id, enrolments }, 200);
    },
  );
}

interface Known {
  place: LearnerPlace;
  rules: CohortRules;
  shown: Omit<ShownBy, 'cohortMean'>;
  /** Whose results the learner's are held against. */
  beside: string[];
}

/** All that PostgreSQL knows, in one transaction with the look. */
async function readKnown(
  { db }: Stores,
  tenant: string,
  learner: string,
  now: number,
  record: (tx: Parameters<Parameters<typeof asTenant>[2]>[0]) => Promise<void>,
): Promise<Known[]> {
  return asTenant(db, tenant, async (tx) => {
    if (!(await learnerById(tx, tenant, learner))) throw notFound('learner');
    await record(tx);
    const places = await placesOfLearner(tx, tenant, learner);
    const ids = places.map(({ cohort }) => cohort.id);
    const rules = await cohortRules(tx, tenant, ids, now - outagesKnownMs);
    const known: Known[] = [];
    for (const place of places) {
      const own = rules.get(place.cohort.id);
      if (own === undefined) throw notFound('cohort');
      const hasEnded = own.endsAt !== null && own.endsAt <= now;
      const [from, until] = [new Date(now - shownMs), new Date(now)];
      known.push({
        place,
        rules: own,
        shown: {
          events: hasEnded ? [] : await shownBetween(tx, tenant, place.enrolment, from, until),
          skills: hasEnded ? [] : await skillsTaught(tx, tenant, place.cohort.id),
        },
        beside: hasEnded ? [] : await someEnrolments(tx, tenant, place.cohort.id, cohortSampled),
      });
    }
    return known;
  });
}

async function toldOf(
  { redis }: Stores,
  tenant: string,
  { place, rules, shown, beside }: Known,
  now: number,
): Promise<LearnerOutlook> {
  const { enrolment, cohort } = place;
  const hasEnded = rules.endsAt !== null && rules.endsAt <= now;
  const of = { enrolment, cohort: { id: cohort.id, name: cohort.name }, hasEnded };
  if (hasEnded) return { ...of, ...nothingTold };
  const { timeZone, plan, scoring, capacityFloor } = rules;
  const [[packed = null, ...others], usual] = await Promise.all([
    readWindows(redis, tenant, cohort.id, [enrolment, ...beside]),
    readUsual(redis, tenant, cohort.id),
  ]);
  const outlook = outlookAt(now, timeZone, {
    model: shippedModel,
    kept: usual?.came ?? null,
    plan,
    counts: countingDays(dayOf(now, timeZone), rules, daysHeld),
    floors: floorsOf(scoring, capacityFloor),
  });
  const circumstances = { ...rules, enrolledAt: place.enrolledAt.getTime() };
  const cohortMean = meanResult(others, now, timeZone);
  const window = readWindow(packed, now, timeZone);
  return { ...of, ...learnerOutlookOf(window, circumstances, outlook, { ...shown, cohortMean }, now) };
}

/** Of all results that these windows hold, single answers among them; null where there are none. */
function meanResult(packed: readonly (Uint8Array | null)[], now: number, timeZone: string): number | null {
  let [count, percent] = [0, 0];
  for (const one of packed) {
    if (one === null) continue;
    const { results } = readWindow(one, now, timeZone);
    for (const number of results.count) count += number;
    for (const sum of results.percent) percent += sum;
  }
  return count === 0 ? null : percent / count;
}
