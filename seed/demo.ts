import type { RedisClient } from '#db/redis/connect.ts';
import { clearTenant } from '#db/clear.ts';
import {
  type Accounts,
  createKey,
  createPerson,
  createTenant,
  personWithRole,
  readKey,
  tenantBySlug,
} from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { linkAccount } from '#db/postgres/learners.ts';
import { createSource, sourceNamed } from '#db/postgres/sources.ts';
import { changeSlug, removeStrays, whileAlone } from '#db/postgres/tenants.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import { withMood } from '#engagement/mood.ts';
import { demoHistory } from './history.ts';
import { northfield, northfieldLearners } from './northfield.ts';
import type { SimulatedLearner } from './personas.ts';

/** Of everybody in the demo; it stands in the README. */
export const demoPassword = 'holdfast demo';
/** The learner somebody who tries the demo may be. */
export const demoLearnerEmail = 'learner@northfield.demo';

export interface SeedStores {
  db: Database;
  redis: RedisClient;
  accounts: Accounts;
}

/** What a script needs to send events to the demo and to read from it. Keys are shown once, when they are made. */
export interface DemoKeys {
  sourceKey: string;
  apiKey: string;
  cohort: string;
}

export interface DemoOptions {
  /** The history ends here; in ms. */
  now: number;
  seed: string | number;
  /** Told before each step. */
  say: (step: string) => void;
}

export type SeededDemo =
  | { outcome: 'filled'; keys: DemoKeys; learners: number; events: number }
  | { outcome: 'there_already' };

/**
 * Fills the demo tenant. It goes by another name until all of it is there, so that the demo is
 * either whole or not there: what a killed seeding left behind is removed and made again.
 */
export function seedDemo(stores: SeedStores, options: DemoOptions): Promise<SeededDemo> {
  const { db, redis } = stores;
  return whileAlone(db, lock, async () => {
    if ((await tenantBySlug(db, demoSlug)) !== null) return { outcome: 'there_already' };
    const unfinished = await tenantBySlug(db, unfinishedSlug);
    if (unfinished !== null) {
      options.say('removing an unfinished demo');
      await clearTenant(db, redis, unfinished);
    }
    return fill(stores, options);
  });
}

/** Removes the demo, finished or not. False when there was none. */
export function clearDemo({ db, redis }: SeedStores): Promise<boolean> {
  return whileAlone(db, lock, async () => {
    let found = false;
    for (const slug of [demoSlug, unfinishedSlug]) {
      const tenant = await tenantBySlug(db, slug);
      if (tenant === null) continue;
      await clearTenant(db, redis, tenant);
      found = true;
    }
    return found;
  });
}

/** The keys as they are if all of them still open the demo, otherwise new ones. */
export async function workingKeys(stores: SeedStores, known: Partial<DemoKeys>): Promise<DemoKeys> {
  const { db, accounts } = stores;
  const tenant = await tenantBySlug(db, demoSlug);
  if (tenant === null) throw new Error('there is no demo to make keys for');
  const source = await asTenant(db, tenant, (tx) => sourceNamed(tx, tenant, northfield.source));
  const admin = await personWithRole(db, tenant, 'admin');
  if (!source?.homeCohort || !admin) {
    throw new Error('the demo lacks its source or its admin: clear it with --clear, then seed it again');
  }
  const { sourceKey, apiKey, cohort } = known;
  if (sourceKey !== undefined && apiKey !== undefined && cohort === source.homeCohort) {
    const sends = await readKey(accounts, db, sourceKey);
    const reads = await readKey(accounts, db, apiKey);
    const canSend =
      sends?.tenant === tenant && sends.source === source.id && sends.scopes.events !== undefined;
    const canRead = reads?.tenant === tenant && reads.scopes.api !== undefined;
    if (canSend && canRead) return { sourceKey, apiKey, cohort };
  }
  return makeKeys(accounts, { tenant, by: admin.id, source: source.id, cohort: source.homeCohort });
}

const unfinishedSlug = 'demo-unfinished';
const lock = 'seed demo';
/** Several times what a live cohort sends, so that `npm run play --rate` has room. */
const eventsPerSecond = 2_000;
const eventsAtOnce = 2_000;
const timeZone = 'Europe/London';

async function fill(stores: SeedStores, { now, seed, say }: DemoOptions): Promise<SeededDemo> {
  const { db, redis, accounts } = stores;
  say('making the college and its people');
  const emails = [...northfield.staff.map((person) => person.email), demoLearnerEmail];
  await removeStrays(db, emails);
  const tenant = await createTenant(db, northfield.tenant, unfinishedSlug);
  const people = await makePeople(accounts, db, tenant);
  const history = demoHistory({ to: now, timeZone, seed });

  say('making the cohort');
  const made = await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, northfield.programme);
    const { cohort: name, course } = northfield;
    const cohort = await createCohort(tx, tenant, { programme, name, course, timeZone });
    await enrol(
      tx,
      tenant,
      cohort,
      history.learners.map(({ externalId, name: learner, joinedAt }) => ({
        externalId,
        name: learner,
        enrolledAt: new Date(joinedAt),
      })),
    );
    await linkAccount(tx, tenant, played().externalId, people.learner);
    const source = await createSource(tx, tenant, {
      name: northfield.source,
      cohorts: [cohort],
      homeCohort: cohort,
      eventsPerSecond,
    });
    const ids = history.learners.map((learner) => learner.externalId);
    return { cohort, source, places: await placesOf(tx, tenant, [cohort], ids) };
  });

  const events = history.events.flatMap((event): HistoryRow[] =>
    (made.places.get(event.learner) ?? []).map(({ enrolment }) => ({
      tenant,
      enrolment,
      source: made.source,
      // As if it had been sent at once: all of it counts, however old it is by now.
      receivedAt: event.at,
      event: withMood(event),
    })),
  );
  for (let start = 0; start < events.length; start += eventsAtOnce) {
    say(`storing the history: ${start} of ${events.length} events`);
    await storeEvents(db, events.slice(start, start + eventsAtOnce), now);
  }

  say('counting the history into windows');
  await rebuildTenant(db, redis, tenant, now);
  const keys = await makeKeys(accounts, {
    tenant,
    by: people.admin,
    source: made.source,
    cohort: made.cohort,
  });
  say('opening the demo');
  await changeSlug(db, tenant, demoSlug);
  return { outcome: 'filled', keys, learners: history.learners.length, events: events.length };
}

/** One after the other: the first mentor made is the one the demo's door signs in. */
async function makePeople(
  accounts: Accounts,
  db: Database,
  tenant: string,
): Promise<{ admin: string; learner: string }> {
  const ids = new Map<string, string>();
  for (const person of northfield.staff) {
    ids.set(person.role, await createPerson(accounts, db, { ...person, tenant, password: demoPassword }));
  }
  const learner = await createPerson(accounts, db, {
    tenant,
    name: played().name,
    email: demoLearnerEmail,
    password: demoPassword,
    role: 'learner',
  });
  const admin = ids.get('admin');
  if (admin === undefined) throw new Error('the demo college has an admin');
  return { admin, learner };
}

function played(): SimulatedLearner {
  const learner = northfieldLearners.find((one) => one.isPlayedByPerson);
  if (learner === undefined) throw new Error('one learner of the demo has an account');
  return learner;
}

async function makeKeys(
  accounts: Accounts,
  { tenant, by, source, cohort }: { tenant: string; by: string; source: string; cohort: string },
): Promise<DemoKeys> {
  const sourceKey = await createKey(accounts, {
    tenant,
    by,
    name: northfield.source,
    scopes: { events: ['write'] },
    source,
  });
  const apiKey = await createKey(accounts, {
    tenant,
    by,
    name: 'Demo scripts',
    scopes: { api: ['read', 'write'] },
  });
  return { sourceKey, apiKey, cohort };
}
