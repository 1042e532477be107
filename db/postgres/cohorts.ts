import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import type { CohortSummary, LearnerRow } from '#engagement/cohort.ts';
import type { CoursePlan } from '#engagement/course-plan.ts';
import type { CohortView } from '#engagement/screen/cohort-view.ts';
import type { Band } from '#engagement/risk.ts';
import type { Level } from '#engagement/score.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { textArray } from './many.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { cohorts, programmes } from './schema.ts';

export async function createProgramme(tx: TenantTransaction, tenant: string, name: string): Promise<string> {
  const id = newId();
  await tx.insert(programmes).values({ id, tenantId: tenant, name });
  return id;
}

export async function createCohort(
  tx: TenantTransaction,
  tenant: string,
  cohort: {
    programme: string;
    name: string;
    course?: string;
    timeZone: string;
    endsAt?: Date;
    plan?: CoursePlan;
  },
): Promise<string> {
  const id = newId();
  await tx.insert(cohorts).values({
    id,
    tenantId: tenant,
    programmeId: cohort.programme,
    name: cohort.name,
    course: cohort.course ?? null,
    timeZone: cohort.timeZone,
    endsAt: cohort.endsAt,
    plan: cohort.plan,
  });
  return id;
}

/** A cohort by what senders call it; of several with one such name the oldest. */
export async function cohortByCourse(
  tx: TenantTransaction,
  tenant: string,
  course: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ id: cohorts.id })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), eq(cohorts.course, course)))
    .orderBy(cohorts.id)
    .limit(1);
  return row?.id ?? null;
}

export async function cohortById(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<CohortView['cohort'] | null> {
  const [row] = await tx
    .select({
      id: cohorts.id,
      name: cohorts.name,
      programme: programmes.name,
      timeZone: cohorts.timeZone,
      endsAt: cohorts.endsAt,
    })
    .from(cohorts)
    .innerJoin(programmes, eq(programmes.id, cohorts.programmeId))
    .where(and(eq(cohorts.tenantId, tenant), eq(cohorts.id, id)));
  return row ? { ...row, endsAt: row.endsAt?.toISOString() ?? null } : null;
}

/** Those of the ids that are cohorts of the tenant. */
export async function cohortsAmong(tx: TenantTransaction, tenant: string, ids: string[]): Promise<string[]> {
  const rows = await tx
    .select({ id: cohorts.id })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), inArray(cohorts.id, ids)));
  return rows.map((row) => row.id);
}

/** Cohorts by name, each with the counts its card shows. */
export async function cohortSummaries(
  tx: TenantTransaction,
  tenant: string,
  { only, after, size }: { only?: string; after?: Cursor | undefined; size: number },
): Promise<Page<CohortSummary>> {
  const where = [sql`c.tenant_id = ${tenant}`];
  if (only !== undefined) where.push(sql`c.id = ${only}`);
  if (after) where.push(sql`(c.name, c.id) > (${after[0]}::text, ${after[1]}::text)`);
  const rows = await rowsOf<SummaryRow>(
    tx,
    sql`select c.id, c.name, c.time_zone as "timeZone", c.ends_at as "endsAt", p.id as "programmeId", p.name as "programmeName",
          count(n.id)::int as learners,
          ${countIf('a.band', ['low', 'medium', 'high', 'critical'])} as bands,
          ${countIf('a.level', ['high', 'medium', 'low', 'fully_engaged'])} as levels,
          round(avg(a.score)::numeric, 1)::float8 as engagement,
          max(a.last_seen_at) as "lastEventAt",
          (select count(*)::int from cases k where k.tenant_id = ${tenant} and k.cohort_id = c.id and k.status <> 'closed')
            as "openCases"
        from cohorts c
        join programmes p on p.id = c.programme_id
        left join enrolments n on n.cohort_id = c.id
        left join assessments a on a.enrolment_id = n.id
        where ${sql.join(where, sql` and `)}
        group by c.id, p.id
        order by c.name, c.id
        limit ${size + 1}`,
  );
  const page = pageOf(rows, size, (row) => [row.name, row.id]);
  return { ...page, items: page.items.map(summaryOf) };
}

interface SummaryRow {
  id: string;
  name: string;
  timeZone: string;
  endsAt: string | Date | null;
  programmeId: string;
  programmeName: string;
  learners: number;
  bands: Record<Band | 'unknown', number>;
  levels: Record<Level | 'unknown', number>;
  engagement: number | null;
  lastEventAt: string | Date | null;
  openCases: number;
}

function summaryOf({ programmeId, programmeName, endsAt, lastEventAt, ...row }: SummaryRow): CohortSummary {
  return {
    ...row,
    programme: { id: programmeId, name: programmeName },
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
    lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
  };
}

function countIf(column: 'a.band' | 'a.level', names: string[]): SQL {
  const named = sql.raw(column);
  const counts = names.map(
    (name) => sql`${sql.raw(`'${name}'`)}, count(*) filter (where ${named} = ${name})`,
  );
  const unknown = sql`'unknown', count(n.id) filter (where ${named} is null)`;
  return sql`json_build_object(${sql.join([...counts, unknown], sql`, `)})`;
}

export const learnerSorts = ['risk', 'score', 'name'] as const;
export type LearnerSort = (typeof learnerSorts)[number];

/** Learners as rows of the table and the heatmap of their cohort. */
export async function learnerRows(
  tx: TenantTransaction,
  tenant: string,
  filter: ({ cohort: string; enrolments?: string[] } | { enrolments: string[] }) & {
    band?: Band | undefined;
    sort?: LearnerSort | undefined;
    after?: Cursor | undefined;
    size: number;
  },
): Promise<Page<LearnerRow>> {
  const { enrolments } = filter;
  if (enrolments?.length === 0) return { items: [], next: null };
  const sort = filter.sort ?? 'name';
  // Nobody's risk or score is below these, so learners not assessed yet come last and ties end by id.
  const by = {
    risk: sql`-coalesce(a.risk, -1)::float8`,
    score: sql`coalesce(a.score, 1000)::float8`,
    name: sql`l.name`,
  }[sort];
  const where = [sql`n.tenant_id = ${tenant}`];
  if ('cohort' in filter) where.push(sql`n.cohort_id = ${filter.cohort}`);
  if (enrolments) where.push(sql`n.id = any(${textArray(enrolments)})`);
  if (filter.band) where.push(sql`a.band = ${filter.band}`);
  if (filter.after) {
    const value =
      sort === 'name' ? sql`${String(filter.after[0])}::text` : sql`${Number(filter.after[0])}::float8`;
    where.push(sql`(${by}, n.id) > (${value}, ${filter.after[1]}::text)`);
  }
  const rows = await rowsOf<LearnerRow & { by: string | number; lastSeenAt: string | Date | null }>(
    tx,
    sql`select n.id as enrolment, l.id as learner, l.name, round(a.score::numeric, 1)::float8 as score, a.level, a.trend,
          round(a.risk::numeric, 4)::float8 as risk, a.band, coalesce(a.flags, '{}') as flags, a.last_seen_at as "lastSeenAt",
          case when k.id is null then null else
            json_build_object('id', k.id, 'status', k.status, 'claimedBy', k.claimed_by_name) end as "case",
          ${by} as by
        from enrolments n
        join learners l on l.id = n.learner_id
        left join assessments a on a.enrolment_id = n.id
        left join cases k on k.enrolment_id = n.id and k.status <> 'closed'
        where ${sql.join(where, sql` and `)}
        order by ${by}, n.id
        limit ${filter.size + 1}`,
  );
  const page = pageOf(rows, filter.size, (row) => [row.by, row.enrolment]);
  return {
    ...page,
    items: page.items.map(({ by: _, lastSeenAt, ...row }) => ({
      ...row,
      lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
    })),
  };
}
