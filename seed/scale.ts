import { setImmediate as turn } from 'node:timers/promises';
import { type Past, countPasts } from '#db/count.ts';
import { personWithRole } from '#db/postgres/accounts.ts';
import { cohortByCourse, createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { allEnrolments, enrol, placesOf } from '#db/postgres/enrolments.ts';
import { storePasts } from '#db/postgres/pasts.ts';
import { createSource, sourceNamed } from '#db/postgres/sources.ts';
import { markDue } from '#db/redis/due.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { type LifeOf, type ScaleClass, classLearnersMax, pastsOf, scaleClasses } from './scale-class.ts';
import { lifeEvents } from './simulate.ts';
import { storePeople } from './store.ts';
import { openTerm } from './term.ts';
import { type Say, type SeedStores, fillOnward } from './whole.ts';

export const scaleSlug = 'demo-scale';

/** How many learners there may be: what is above would take an hour, and hundreds of gigabytes on the way to a billion. */
export const scaleLearners = { least: 1, most: 1_000_000 } as const;

export interface ScaleOptions {
  learners: number;
  /** In one cohort, at most a thousand. */
  classLearners?: number;
  seed: string | number;
  /** The history ends here, in ms, unless an earlier run of the same left something to go on with. */
  now: number;
  say: Say;
  /** Told after each cohort. */
  onProgress: (progress: ScaleProgress) => void;
}

export interface ScaleProgress {
  /** Learners who have their past. */
  learners: number;
  /** Of so many. */
  of: number;
  /** Written by this run. */
  events: number;
}

export interface ScaleSummary {
  learners: number;
  cohorts: number;
  /** Written by this run. */
  events: number;
  /** What an earlier run had left. */
  learnersBefore: number;
}

/**
 * Fills a tenant for load tests: cohorts of a thousand learners with twelve weeks of history, straight into both
 * stores. A cohort is stored whole or not at all and depends on nothing but its number and the
 * seed, so that a killed run is gone on with by the same command. Null when it is there already.
 */
export function seedScale(stores: SeedStores, options: ScaleOptions): Promise<ScaleSummary | null> {
  const { learners, classLearners = classLearnersMax, seed, now, say } = options;
  const { least, most } = scaleLearners;
  if (!Number.isInteger(learners) || learners < least || learners > most) {
    throw new RangeError(
      `${learners} learners are not to be had: expected a whole number from ${least} to ${most}`,
    );
  }
  const tenant = {
    slug: scaleSlug,
    name: 'Load test',
    wish: `${learners} learners in cohorts of ${classLearners}, seed ${seed}`,
    now,
  };
  return fillOnward(stores, tenant, say, (id, from) => fill(stores, id, from, options));
}

const dayMs = 86_400_000;
const termDays = 84;
const sourceName = 'Load test LMS';
const eventsPerSecond = 100_000;
/** While PostgreSQL stores one cohort the next is simulated. More at once would only fill memory. */
const classesAtOnce = 2;

async function fill(
  stores: SeedStores,
  tenant: string,
  now: number,
  { learners, classLearners, seed, say, onProgress }: ScaleOptions,
): Promise<ScaleSummary> {
  const classes = scaleClasses(learners, classLearners);
  say('making the cohorts');
  await makeStaff(stores, tenant);
  const { source, filled } = await makeCohorts(stores, tenant, classes);
  const waiting = classes.filter(({ course }) => !filled.has(course));
  const cohorts = classes.length;
  const learnersBefore = learnersIn(classes) - learnersIn(waiting);
  const progress = { learners: learnersBefore, of: learners, events: 0 };
  const place = { tenant, source, now };
  const past = { seed, lifeOf: livesUntil(now, seed) };

  async function fillWaiting(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const events = await fillClass(stores, place, one, past);
      progress.events += events;
      progress.learners += one.learners.length;
      onProgress({ ...progress });
    }
  }
  onProgress({ ...progress });
  const filling = Array.from({ length: classesAtOnce }, fillWaiting);
  try {
    await Promise.all(filling);
  } finally {
    // Where one failed the others end with what they are at, and before the tenant is anybody else's.
    waiting.length = 0;
    await Promise.allSettled(filling);
  }
  say('having everybody looked at');
  await makeDue(stores, tenant, now);
  return { learners, cohorts, events: progress.events, learnersBefore };
}

function learnersIn(classes: readonly ScaleClass[]): number {
  return classes.reduce((sum, { learners }) => sum + learners.length, 0);
}

/** Nobody's learners, yet somebody has to be able to look at them. */
async function makeStaff(stores: SeedStores, tenant: string): Promise<void> {
  for (const person of staff) {
    const found = await personWithRole(stores.db, tenant, person.role);
    if (found === null) await storePeople(stores, tenant, [person]);
  }
}

const staff = [
  { name: 'Load test admin', email: 'admin@load.demo', role: 'admin' },
  { name: 'Load test manager', email: 'manager@load.demo', role: 'manager' },
  { name: 'Load test mentor', email: 'mentor@load.demo', role: 'mentor' },
] as const;

/** Makes the cohorts, still without learners, and the source, unless they are there; says which have all they will have. */
async function makeCohorts(
  { db }: SeedStores,
  tenant: string,
  classes: readonly ScaleClass[],
): Promise<{ source: string; filled: Set<string | null> }> {
  return asTenant(db, tenant, async (tx) => {
    const found = await sourceNamed(tx, tenant, sourceName);
    if (found !== null)
      return { source: found.id, filled: new Set(found.cohorts.map(({ course }) => course)) };
    const programme = await createProgramme(tx, tenant, 'Load test');
    for (const { name, course } of classes) {
      await createCohort(tx, tenant, { programme, name, course, timeZone });
    }
    // Its events count for no cohort yet: each is joined to it when its past is stored.
    const none = { cohorts: [], homeCohort: null };
    return {
      source: await createSource(tx, tenant, { name: sourceName, eventsPerSecond, ...none }),
      filled: new Set(),
    };
  });
}

/** In order: what may be done twice first, and last, in one transaction, what says that it is done. */
async function fillClass(
  { db, redis }: SeedStores,
  { tenant, source, now }: { tenant: string; source: string; now: number },
  one: ScaleClass,
  { seed, lifeOf }: { seed: string | number; lifeOf: LifeOf },
): Promise<number> {
  const enrolledAt = new Date(now - termDays * dayMs);
  const { cohort, places } = await asTenant(db, tenant, async (tx) => {
    const cohort = await cohortByCourse(tx, tenant, one.course);
    if (cohort === null) throw new Error(`the cohort ${one.course} was made, and is not there`);
    const learners = one.learners.map((learner) => ({ ...learner, enrolledAt }));
    await enrol(tx, tenant, cohort, learners);
    const ids = learners.map(({ externalId }) => externalId);
    return { cohort, places: await placesOf(tx, tenant, [cohort], ids) };
  });
  const pasts: Past[] = [];
  for (const some of pastsOf(one, seed, lifeOf)) {
    for (const { externalId, events } of some) {
      const [place] = places.get(externalId) ?? [];
      if (place) pasts.push({ enrolment: place.enrolment, events: events.map(withSentiment) });
    }
    // PostgreSQL is being written to meanwhile, over connections that want to be served.
    await turn();
  }
  await countPasts(redis, { tenant, cohort, source, timeZone }, pasts, now);
  await storePasts(db, { tenant, cohort, source }, pasts, now);
  return pasts.reduce((sum, { events }) => sum + events.length, 0);
}

const timeZone = 'UTC';

function livesUntil(now: number, seed: string | number): LifeOf {
  const term = openTerm({ seed, from: now - termDays * dayMs, timeZone });
  return (learner) => lifeEvents(learner, term, now).events;
}

/** Becoming due in one second: what workers on two busy cores look at in one. */
const dueEachSecond = 250;

/** Everybody, one after the other, in the minutes to come and every six hours from then on: all at once would be all at once for good. */
async function makeDue({ db, redis }: SeedStores, tenant: string, now: number): Promise<void> {
  const places = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  for (let start = 0; start < places.length; start += dueEachSecond) {
    const some = places.slice(start, start + dueEachSecond);
    await markDue(
      redis,
      some.map((place) => ({ tenant, ...place })),
      now + (start / dueEachSecond) * 1_000,
    );
  }
}
