import { createKey, personWithRole, readKey, tenantBySlug } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { addItems } from '#db/postgres/items.ts';
import { learnerOfUser, linkAccount } from '#db/postgres/learners.ts';
import { keepTreated } from '#db/postgres/nudge-decisions.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { sourceNamed } from '#db/postgres/sources.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import { storeOffers } from './demo-offers.ts';
import { demoHistory } from './history.ts';
import { northfield, northfieldLearners } from './northfield.ts';
import { northfieldItems } from './northfield-items.ts';
import type { SimulatedLearner } from './personas.ts';
import { pastLooks } from './past-looks.ts';
import { storeCohort, storeLooks, storePast, storePeople, storeScreens } from './store.ts';
import type { Truth } from './truth.ts';
import { type Say, type SeedStores, clearWhole, fillWhole } from './whole.ts';

/** The learner somebody who tries the demo may be. */
export const demoLearnerEmail = 'learner@northfield.demo';

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
  say: Say;
}

export type SeededDemo =
  | { outcome: 'filled'; keys: DemoKeys; learners: number; events: number; truths: Truth[] }
  | { outcome: 'there_already' };

/** Fills the demo tenant, whole or not at all. */
export async function seedDemo(stores: SeedStores, options: DemoOptions): Promise<SeededDemo> {
  const tenant = { slug: demoSlug, name: northfield.tenant };
  const made = await fillWhole(stores, tenant, options.say, (id) => fill(stores, id, options));
  return made === null ? { outcome: 'there_already' } : { outcome: 'filled', ...made };
}

/** Removes the demo, finished or not. False when there was none. */
export function clearDemo(stores: SeedStores): Promise<boolean> {
  return clearWhole(stores, demoSlug);
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
  return makeKeys(stores, { tenant, by: admin.id, source: source.id, cohort: source.homeCohort });
}

const timeZone = 'Europe/London';

async function fill(
  stores: SeedStores,
  tenant: string,
  { now, seed, say }: DemoOptions,
): Promise<Omit<Extract<SeededDemo, { outcome: 'filled' }>, 'outcome'>> {
  const { db } = stores;
  say('making the college and its people');
  const played = playedByPerson();
  const learner = { name: played.name, email: demoLearnerEmail, role: 'learner' as const };
  const [admin, ...others] = await storePeople(stores, tenant, [...northfield.staff, learner]);
  const account = others.at(-1);
  if (admin === undefined || account === undefined) throw new Error('the demo college has people');

  say('making the cohort');
  const history = demoHistory({ to: now, timeZone, seed });
  const { programme, cohort: name, course, source } = northfield;
  const { learners, events, truths, plan } = history;
  const made = await storeCohort(db, tenant, { programme, name, course, source, timeZone, learners, plan });
  const by = { id: admin, name: northfield.staff[0]?.name ?? '' };
  await asTenant(db, tenant, async (tx) => {
    await linkAccount(tx, tenant, played.externalId, account);
    // Whoever tries the demo does so at any hour, and sees what comes of it at once.
    const policy = { ...usualPolicy, quietHours: { from: 0, to: 0 }, waitsForHabit: false };
    await changePolicy(tx, tenant, { programme: null, policy, by }, new Date(now));
    await addItems(tx, tenant, made.programme, northfieldItems, { ...by, at: new Date(now) });
    const learnerOfPerson = await learnerOfUser(tx, tenant, account);
    if (learnerOfPerson !== null) await keepTreated(tx, tenant, learnerOfPerson, new Date(now));
  });
  say('telling the risks of the past');
  const looks = pastLooks(history, { from: history.from, to: now, timeZone });
  await storeLooks(db, tenant, made, looks);
  await storePast(stores, tenant, made, events, { now, say });
  say('recording what screens would have shown');
  await storeScreens(db, tenant, made, { events, looks }, now);
  const people = others.filter((_, index) => northfield.staff[index + 1]?.role === 'mentor');
  await asTenant(db, tenant, (tx) => storeOffers(tx, tenant, { people, timeZone, now }, made));
  const keys = await makeKeys(stores, { tenant, by: admin, source: made.source, cohort: made.cohort });
  return { keys, learners: learners.length, events: events.length, truths };
}

function playedByPerson(): SimulatedLearner {
  const learner = northfieldLearners.find((one) => one.isPlayedByPerson);
  if (learner === undefined) throw new Error('one learner of the demo has an account');
  return learner;
}

async function makeKeys(
  { accounts }: SeedStores,
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
