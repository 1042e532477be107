import { createKey, createPerson, createTenant, hashOf } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol, placesOf } from '#db/postgres/enrolments.ts';
import { createSource } from '#db/postgres/sources.ts';
import { password } from '#test/school.ts';
import type { World } from './world.ts';

/** A tenant with many learners in several cohorts, and a source that may send for all of them. */
export interface Crowd {
  tenant: string;
  /** The admin by whom its keys are made. */
  by: string;
  source: string;
  sourceKey: string;
  /** The learners by the source's names for them; neighbours are in different cohorts, so that a batch is several atomic steps. */
  learners: Learner[];
}

export interface Learner {
  name: string;
  /** Where each event of this learner must be counted; for every tenth learner in two cohorts at once. */
  places: { enrolment: string; cohort: string }[];
}

interface Wishes {
  /** Enough that nobody meets the limit of what a single learner may send. */
  learners?: number;
  eventsPerSecond?: number;
  /** Whether the source may enrol learners nobody has heard of. */
  enrolsUnknown?: boolean;
}

const cohortCount = 4;
const inTwoEach = 10;
let crowds = 0;

export async function gather({ db, accounts }: World, wishes: Wishes = {}): Promise<Crowd> {
  const slug = `crowd-${crowds++}`;
  const tenant = await createTenant(db, slug, slug);
  const passwordHash = await hashOf(accounts, password);
  const admin = { name: 'Admin', email: `admin@${slug}.test`, role: 'admin' as const, tenant, passwordHash };
  const by = await createPerson(accounts, db, admin);
  const names = Array.from({ length: wishes.learners ?? 500 }, (_, index) => `learner-${index}`);
  const { source, places } = await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Programme');
    const cohorts: string[] = [];
    for (let number = 0; number < cohortCount; number++) {
      const name = `Cohort ${number}`;
      const cohort = await createCohort(tx, tenant, { programme, name, timeZone: 'UTC' });
      cohorts.push(cohort);
      const theirs = names.filter((_, index) => isIn(index, number));
      await enrol(
        tx,
        tenant,
        cohort,
        theirs.map((externalId) => ({ externalId, enrolledAt: new Date(Date.now() - 3 * 86_400_000) })),
      );
    }
    const homeCohort = wishes.enrolsUnknown === true ? (cohorts[0] ?? null) : null;
    const eventsPerSecond = wishes.eventsPerSecond ?? 1_000_000;
    return {
      source: await createSource(tx, tenant, {
        name: 'LMS',
        cohorts,
        homeCohort,
        eventsPerSecond,
        // Flat out, a learner of ours does in a second what others do in a day.
        learnerEventsPerMinute: 1_000_000,
      }),
      places: await placesOf(tx, tenant, cohorts, names),
    };
  });
  const sourceKey = await createKey(accounts, {
    tenant,
    by,
    name: 'LMS',
    scopes: { events: ['write'] },
    source,
  });
  return {
    tenant,
    by,
    source,
    sourceKey,
    learners: names.map((name) => ({ name, places: places.get(name) ?? [] })),
  };
}

/** The cohorts in which its learners are. */
export function cohortsOf({ learners }: Crowd): string[] {
  return [...new Set(learners.flatMap(({ places }) => places.map((place) => place.cohort)))];
}

function isIn(learner: number, cohort: number): boolean {
  if (learner % cohortCount === cohort) return true;
  return learner % inTwoEach === 0 && (learner + 1) % cohortCount === cohort;
}
