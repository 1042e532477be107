import type { Accounts } from '#db/postgres/accounts.ts';
import { createKey, createPerson, createTenant, hashOf } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { learnerOfUser, linkAccount } from '#db/postgres/learners.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { createSource } from '#db/postgres/sources.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import type { Role } from '#engagement/person.ts';

/** A tenant with one of everything, made through the same functions the product uses. */
export interface School {
  tenant: string;
  programme: string;
  cohort: string;
  source: string;
  sourceKey: string;
  apiKey: string;
  /** The learner with an account; the senders call them `maya`. A second one is called `jonas`. */
  learner: string;
  people: Record<Role, { id: string; email: string; name: string }>;
}

export const password = 'a long password';
const enrolledDaysAgo = 40;

export async function createSchool(
  db: Database,
  accounts: Accounts,
  slug: string,
  source: {
    unknownLearners?: 'enrol' | 'refuse';
    eventsPerSecond?: number;
    learnerEventsPerMinute?: number;
  } = {},
): Promise<School> {
  const tenant = await createTenant(db, `School ${slug}`, slug);
  const people = {} as School['people'];
  const passwordHash = await hashOf(accounts, password);
  for (const role of ['admin', 'manager', 'mentor', 'learner'] as const) {
    const person = { name: `${role} of ${slug}`, email: `${role}@${slug}.test`, role };
    people[role] = { ...person, id: await createPerson(accounts, db, { ...person, tenant, passwordHash }) };
  }
  const made = await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, 'Mathematics');
    // Tests run at any hour, and what they wait for must not be held out.
    const policy = {
      ...usualPolicy,
      quietHours: { from: 0, to: 0 },
      waitsForHabit: false,
      holdOutPercent: 0,
    };
    await changePolicy(tx, tenant, { programme: null, policy, by: people.admin }, new Date());
    const cohort = await createCohort(tx, tenant, {
      programme,
      name: `Cohort of ${slug}`,
      course: 'maths',
      timeZone: 'Europe/Berlin',
    });
    const enrolledAt = new Date(Date.now() - enrolledDaysAgo * 86_400_000);
    await enrol(tx, tenant, cohort, [
      { externalId: 'maya', name: `Maya of ${slug}`, enrolledAt },
      { externalId: 'jonas', name: `Jonas of ${slug}`, enrolledAt },
    ]);
    await linkAccount(tx, tenant, 'maya', people.learner.id);
    const homeCohort = source.unknownLearners === 'refuse' ? null : cohort;
    const id = await createSource(tx, tenant, {
      name: 'LMS',
      cohorts: [cohort],
      homeCohort,
      eventsPerSecond: source.eventsPerSecond ?? 100_000,
      // Tests send in seconds what a learner does in a day.
      learnerEventsPerMinute: source.learnerEventsPerMinute ?? 100_000,
    });
    const learner = (await learnerOfUser(tx, tenant, people.learner.id)) ?? '';
    return { programme, cohort, source: id, learner };
  });
  const by = people.admin.id;
  const sourceKey = await createKey(accounts, {
    tenant,
    by,
    name: 'LMS',
    scopes: { events: ['write'] },
    source: made.source,
  });
  const apiKey = await createKey(accounts, {
    tenant,
    by,
    name: 'reader',
    scopes: { api: ['read', 'write'] },
  });
  return { tenant, people, ...made, sourceKey, apiKey };
}
