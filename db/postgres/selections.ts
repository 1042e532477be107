import { and, eq, sql } from 'drizzle-orm';
import type { Selection } from '#engagement/selection.ts';
import { idOf } from '../id.ts';
import { type Database, type TenantTransaction, asTenant, rowsOf } from './connect.ts';
import { textArray } from './many.ts';
import { selections } from './schema.ts';

/** The newest of a tenant are kept; who asks about more than a hundred groups a day for months loses the oldest links. */
const keptMost = 10_000;

/** Keeps what was selected and says by which id it is found; the same selected twice has one id. */
export async function keepSelection(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  { enrolments, from, to }: { enrolments: readonly string[]; from: number; to: number },
  now: Date,
): Promise<string> {
  const sorted = enrolments.toSorted();
  const id = idOf(JSON.stringify([tenant, cohort, from, to, sorted]));
  await tx
    .insert(selections)
    .values({
      id,
      tenantId: tenant,
      cohortId: cohort,
      enrolments: sorted,
      startsAt: new Date(from),
      endsAt: new Date(to),
      createdAt: now,
    })
    // Used again it is as good as new.
    .onConflictDoUpdate({ target: selections.id, set: { createdAt: now } });
  return id;
}

export async function selectionById(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  id: string,
): Promise<Selection | null> {
  const [row] = await tx
    .select()
    .from(selections)
    .where(and(eq(selections.tenantId, tenant), eq(selections.cohortId, cohort), eq(selections.id, id)));
  if (row === undefined) return null;
  const { enrolments, startsAt, endsAt } = row;
  return { id, enrolments, from: startsAt.toISOString(), to: endsAt.toISOString() };
}

/** The enrolments of a cohort that are named, by their own id or by their learner's, and how many of those named are not among them. */
export async function enrolmentsNamed(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  named: { enrolments: readonly string[]; learners: readonly string[] },
): Promise<{ enrolments: string[]; strangers: number }> {
  const rows = await rowsOf<{ id: string; learner: string }>(
    tx,
    sql`select id, learner_id as learner from enrolments where tenant_id = ${tenant} and cohort_id = ${cohort}
          and (id = any(${textArray(named.enrolments)}) or learner_id = any(${textArray(named.learners)}))`,
  );
  const enrolments = new Set(rows.map(({ id }) => id));
  const learners = new Set(rows.map(({ learner }) => learner));
  const strangers =
    new Set(named.enrolments).difference(enrolments).size + new Set(named.learners).difference(learners).size;
  return { enrolments: [...enrolments], strangers };
}

/** Who is selected, the first by name. */
export async function firstSelected(
  tx: TenantTransaction,
  tenant: string,
  enrolments: readonly string[],
  most: number,
): Promise<{ enrolment: string; learner: string; name: string }[]> {
  return rowsOf(
    tx,
    sql`select n.id as enrolment, l.id as learner, l.name
        from enrolments n join learners l on l.id = n.learner_id
        where n.tenant_id = ${tenant} and n.id = any(${textArray(enrolments)})
        order by l.name, n.id limit ${most}`,
  );
}

/** Deletes at most `most` selections of a tenant from before `until`, or that are too many; says how many it did. */
export async function forgetSelections(
  db: Database,
  tenant: string,
  until: number,
  most: number,
): Promise<number> {
  return asTenant(db, tenant, async (tx) => {
    const { count } = await tx.execute(sql`
      delete from selections where tenant_id = ${tenant} and id in (
        select id from (
          select id, created_at, row_number() over (order by created_at desc, id) as place
          from selections where tenant_id = ${tenant}
        ) as kept
        where created_at < ${new Date(until).toISOString()}::timestamptz or place > ${keptMost}
        limit ${most})`);
    return count;
  });
}
