import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { createKey, createPerson, createTenant, hashOf, openAccounts } from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { createSource } from '#db/postgres/sources.ts';
import { learnerName, learnerPrefix } from './batch.ts';
import type { Stand } from './stand.ts';

/** A tenant with learners whose names the load knows, and a source that may send as fast as it can. */
export interface School {
  tenant: string;
  sourceKey: string;
  learners: number;
  cohorts: number;
  /** One for each cohort, in the order of their learners. */
  cohortIds: string[];
}

/** A class; beyond a thousand of them, at a university of a million, they grow instead. */
const cohortSize = 100;
const cohortsMax = 1_000;
/** More than any machine takes, so that the limits are asked for but never reached. */
const eventsPerSecond = 50_000_000;
const learnerEventsPerMinute = 1_000_000;

/** `classes` is how many cohorts the learners are parted into, if not as usual. */
export async function createSchool(
  { db, owner }: Stand,
  learners: number,
  classes?: number,
): Promise<School> {
  // Ids of the usual length: eight characters of this school, eight digits of the learner.
  const prefix = randomBytes(4).toString('hex');
  const slug = `school-${prefix}`;
  const tenant = await createTenant(db, slug, slug);
  const cohorts = classes ?? Math.min(learners / cohortSize, cohortsMax);
  const size = learners / cohorts;
  const programme = await asTenant(db, tenant, (tx) => createProgramme(tx, tenant, 'Mathematics'));
  const ids: string[] = [];
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const id = await asTenant(db, tenant, async (tx) => {
      const made = await createCohort(tx, tenant, { programme, name: `Class ${cohort}`, timeZone: 'UTC' });
      const [from, to] = [cohort * size, (cohort + 1) * size - 1];
      const digits = learnerName.length - learnerPrefix.length;
      await tx.execute(sql`
        insert into learners (id, tenant_id, external_id, name)
        select ${prefix}::text || number, ${tenant}, ${learnerPrefix}::text || number, 'Learner ' || number
        from (select lpad(n::text, ${digits}, '0') as number from generate_series(${from}::int, ${to}::int) as n)`);
      await tx.execute(sql`
        insert into enrolments (id, tenant_id, cohort_id, learner_id)
        select id, ${tenant}, ${made}, id
        from (select ${prefix}::text || lpad(n::text, ${digits}, '0') as id
              from generate_series(${from}::int, ${to}::int) as n)`);
      return made;
    });
    ids.push(id);
  }
  // Autovacuum would do it within a minute; a plan made without it would not be the one of a school that is there.
  await owner`analyze learners, enrolments`;

  const source = await asTenant(db, tenant, (tx) =>
    createSource(tx, tenant, {
      name: 'LMS',
      cohorts: ids,
      homeCohort: null,
      eventsPerSecond,
      learnerEventsPerMinute,
    }),
  );
  const origins: [string] = ['http://127.0.0.1'];
  const accounts = openAccounts(db, { origins, secret: await sharedSecret(db, 'sessions') });
  const by = await createPerson(accounts, db, {
    tenant,
    role: 'admin',
    name: 'Admin',
    email: `admin@${slug}.test`,
    passwordHash: await hashOf(accounts, randomBytes(16).toString('hex')),
  });
  const scopes = { events: ['write' as const] as ['write'] };
  const sourceKey = await createKey(accounts, { tenant, by, name: 'LMS', scopes, source });
  return { tenant, sourceKey, learners, cohorts, cohortIds: ids };
}
