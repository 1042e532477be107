import { and, eq, sql } from 'drizzle-orm';
import type { ProgrammeSummary } from '#engagement/programme.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { programmes } from './schema.ts';

/** Programmes by name, with how many cohorts and learners each has. */
export async function programmeSummaries(
  tx: TenantTransaction,
  tenant: string,
  { after, size }: { after?: Cursor | undefined; size: number },
): Promise<Page<ProgrammeSummary>> {
  const where = [sql`p.tenant_id = ${tenant}`];
  if (after) where.push(sql`(p.name, p.id) > (${String(after[0])}::text, ${after[1]}::text)`);
  const rows = await rowsOf<ProgrammeSummary>(
    tx,
    sql`select p.id, p.name, count(distinct c.id)::int as cohorts, count(distinct n.learner_id)::int as learners
        from programmes p
        left join cohorts c on c.programme_id = p.id
        left join enrolments n on n.cohort_id = c.id
        where ${sql.join(where, sql` and `)}
        group by p.id
        order by p.name, p.id
        limit ${size + 1}`,
  );
  return pageOf(rows, size, (row) => [row.name, row.id]);
}

export async function isProgramme(tx: TenantTransaction, tenant: string, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: programmes.id })
    .from(programmes)
    .where(and(eq(programmes.tenantId, tenant), eq(programmes.id, id)));
  return rows.length > 0;
}
