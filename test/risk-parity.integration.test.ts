import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey, createPerson, createTenant, hashOf } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type EnrolmentPlace, enrol, enrolmentFacts, placesOf } from '#db/postgres/enrolments.ts';
import { cohortRules } from '#db/postgres/scorings.ts';
import { createSource } from '#db/postgres/sources.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import { usualDueKey } from '#db/redis/keys.ts';
import { readUsual } from '#db/redis/usual.ts';
import { readWindows } from '#db/redis/windows.ts';
import { dateOf, dayOf, startOfDay } from '#engagement/day.ts';
import { floorsOf } from '#engagement/risk.ts';
import { type RiskView, featureCount, featureNames, writeFeatures } from '#engagement/risk-features.ts';
import { outlookAt, riskViewOf } from '#engagement/risk-view.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { countingDays } from '#engagement/surroundings.ts';
import { viewsOn } from '#engagement/training/class-history.ts';
import { daysHeld, readWindow } from '#engagement/window.ts';
import { classHistoryOf } from '#seed/oulad/class-history.ts';
import { type PresentLearner, presentLearners } from '#seed/oulad/events.ts';
import { type Presentation, readPresentation } from '#seed/oulad/presentation.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { createMetrics } from '#server/metrics.ts';
import { type Stores, openStores } from '#server/stores.ts';
import { archiveLog } from '#workers/archive.ts';
import { keepUsuals } from '#workers/usual.ts';
import { password } from './school.ts';
import { ownStores } from './stores.ts';

const name = 'BBB_2014B';
const timeZone = 'Europe/London';
/** The first day of the course: clocks go forward in the ninth week. So long ago that all of its history has one partition. */
const firstDay = Date.UTC(2024, 1, 1) / 86_400_000;
const lastDay = 117;
/** Sent together in the evening: within the week in which what comes late still counts. So all days of the week have their turn. */
const daysAtOnce = 5;
const eventsAtOnce = 1_000;

/** Live and batch sums are of the same numbers in the same order; only what Redis keeps as text could differ. */
const tolerance = 1e-9;

let stores: Stores;
let app: ReturnType<typeof createApp>;
let tenant: string;
let presentation: Presentation;
let cohort: string;
let key: string;
let learners: PresentLearner[];
let places: Map<string, EnrolmentPlace[]>;

beforeAll(async () => {
  // The clock alone is turned back: events are sent when they happened, as a platform would have sent them.
  vi.useFakeTimers({ toFake: ['Date'], now: eveningOf(-60) });
  presentation = await readPresentation(join(import.meta.dirname, '../seed/oulad/sample'), name);
  learners = presentLearners(presentation, presentAt(lastDay));
  const { databaseUrl, redisUrl } = await ownStores();
  const config = readConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  const log = pino({ level: 'silent' });
  stores = await openStores(config, log);
  app = createApp(stores, config, log, createMetrics());
  const { db, accounts } = stores;
  tenant = await createTenant(db, 'Open University', 'parity');
  const passwordHash = await hashOf(accounts, password);
  const person = { name: 'Ada', email: 'ada@parity.test', role: 'admin' as const, tenant, passwordHash };
  const by = await createPerson(accounts, db, person);
  const source = await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    const { lengthDays, deadlines } = presentation;
    const dateOn = (day: number): string => dateOf(firstDay + day);
    cohort = await createCohort(tx, tenant, {
      programme,
      name,
      course: name,
      timeZone,
      plan: {
        startsOn: dateOn(0),
        endsOn: dateOn(lengthDays),
        deadlines: deadlines.map(({ day, weight }) => ({ title: `Day ${day}`, dueOn: dateOn(day), weight })),
        skills: [],
      },
    });
    await enrol(
      tx,
      tenant,
      cohort,
      learners.map(({ externalId, joinedAt }) => ({ externalId, enrolledAt: new Date(joinedAt) })),
    );
    const ids = learners.map(({ externalId }) => externalId);
    places = await placesOf(tx, tenant, [cohort], ids);
    return createSource(tx, tenant, {
      name,
      cohorts: [cohort],
      homeCohort: null,
      eventsPerSecond: 100_000,
      learnerEventsPerMinute: 100_000,
    });
  });
  key = await createKey(accounts, {
    tenant,
    by,
    name,
    scopes: { events: ['write'] },
    source,
  });
});
afterAll(async () => {
  vi.useRealTimers();
  await stores?.close();
});

describe('a presentation of real learners, sent day by day', () => {
  test(
    'has the very features, live, with which the model was trained on its records',
    { timeout: 60_000 },
    async () => {
      const all = learners.flatMap(({ events }) => events).toSorted((one, other) => one.at - other.at);
      let sent = 0;
      let times = 0;
      const different: string[] = [];
      for (let day = lastDay - 30 * daysAtOnce; day <= lastDay; day += daysAtOnce) {
        vi.setSystemTime(eveningOf(day));
        const events = all.slice(sent).filter(({ at }) => at <= Date.now());
        for (let start = 0; start < events.length; start += eventsAtOnce) {
          sent += await post(events.slice(start, start + eventsAtOnce));
        }
        if (day < 0) continue;
        const batch = await batchViews(day);
        const live = await liveViews(day, [...batch.keys()]);
        for (const [learner, view] of batch) {
          const own = live.get(learner);
          for (const daysAgo of [0, 1] as const) {
            different.push(...differences(`${learner}, day ${day - daysAgo}`, own, view, daysAgo));
            times++;
          }
        }
      }
      expect(sent).toBe(all.length);
      expect(times).toBeGreaterThan(1_000);
      expect(different).toEqual([]);
    },
  );

  test('has the very same windows again when they are made anew from the history', async () => {
    const { db, redis } = stores;
    const now = Date.now();
    vi.useRealTimers();
    expect(await archiveLog(db, redis)).toBe(learners.reduce((sum, { events }) => sum + events.length, 0));
    const before = await windows();
    await redis.flushdb();
    await rebuildTenant(db, redis, tenant, now);
    expect(await windows()).toEqual(before);
    expect(before.filter((packed) => packed !== '')).toHaveLength(learners.length);
  });
});

/** All but a minute of a day of the course. */
function eveningOf(day: number): number {
  return startOfDay(firstDay + day + 1, timeZone) - 60_000;
}

function presentAt(day: number) {
  return { day, now: eveningOf(day), timeZone, seed: 1 };
}

async function post(events: PresentLearner['events']): Promise<number> {
  const said = events.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() }));
  const answer = await app.request('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(said),
  });
  expect(await answer.json()).toEqual({ accepted: events.length, duplicates: 0, rejected: [] });
  return events.length;
}

/** What training makes of the records of those who are in the course on a day. */
async function batchViews(day: number): Promise<Map<string, RiskView>> {
  const there = new Set(presentLearners(presentation, presentAt(day)).map(({ externalId }) => externalId));
  const history = classHistoryOf({
    ...presentation,
    learners: presentation.learners.filter(({ id }) => there.has(`ou-${id}`)),
  });
  const viewOf = viewsOn(history, day);
  return new Map(history.learners.map((learner) => [`ou-${learner.id}`, viewOf(learner)]));
}

/** What a worker makes of the windows that the events left. */
async function liveViews(day: number, ids: readonly string[]): Promise<Map<string, RiskView>> {
  const { db, redis } = stores;
  const now = Date.now();
  // Kept for ten minutes by a clock that does not go by ours.
  await redis.del(usualDueKey(tenant, cohort));
  await keepUsuals(db, redis, now);
  const enrolments = ids.map((id) => places.get(id)?.[0]?.enrolment ?? '');
  const { rules, facts } = await asTenant(db, tenant, async (tx) => ({
    rules: await cohortRules(tx, tenant, [cohort], now),
    facts: await enrolmentFacts(tx, tenant, enrolments),
  }));
  const own = rules.get(cohort);
  if (own === undefined) throw new Error('the cohort is there');
  const { came: kept = null } = (await readUsual(redis, tenant, cohort)) ?? {};
  expect(dayOf(now, timeZone)).toBe(firstDay + day);
  const outlook = outlookAt(now, timeZone, {
    model: shippedModel,
    kept,
    plan: own.plan,
    counts: countingDays(firstDay + day, own, daysHeld),
    floors: floorsOf(own.scoring, own.capacityFloor),
  });
  const packed = await readWindows(redis, tenant, cohort, enrolments);
  return new Map(
    ids.map((id, index) => {
      const enrolledAt = facts.get(enrolments[index] ?? '')?.enrolledAt ?? Number.NaN;
      const window = readWindow(packed[index] ?? null, now, timeZone);
      return [id, riskViewOf(window, outlook, dayOf(enrolledAt, timeZone))];
    }),
  );
}

function differences(who: string, live: RiskView | undefined, batch: RiskView, daysAgo: 0 | 1): string[] {
  if (live === undefined) return [`${who}: not there`];
  const [one, other] = [live, batch].map((view) => {
    const features = new Float64Array(featureCount);
    writeFeatures(view, daysAgo, features);
    return features;
  });
  return featureNames.flatMap((feature, at) => {
    const [mine, theirs] = [one?.[at] ?? Infinity, other?.[at] ?? -Infinity];
    const isSame = Number.isNaN(mine) ? Number.isNaN(theirs) : Math.abs(mine - theirs) <= tolerance;
    return isSame ? [] : [`${who}, ${feature}: ${mine} live, ${theirs} in batch`];
  });
}

async function windows(): Promise<string[]> {
  const enrolments = learners.map(({ externalId }) => places.get(externalId)?.[0]?.enrolment ?? '');
  const packed = await readWindows(stores.redis, tenant, cohort, enrolments);
  return packed.map((one) => Buffer.from(one ?? []).toString('hex'));
}
