import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { type Scoring, usualScoring } from '#engagement/scoring.ts';
import { type ScoringDecision, type ScoringInForce, changesBetween } from '#engagement/scoring-change.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJob, rowsOf } from './connect.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { scorings } from './schema.ts';

/** Whose scoring: a programme's, or the tenant's, which holds for all programmes without one of their own. */
export interface ScoringScope {
  tenant: string;
  programme: string | null;
}

/** How is scored at the moment, and by whose decision. */
export async function scoringInForce(tx: TenantTransaction, scope: ScoringScope): Promise<ScoringInForce> {
  const own = scope.programme === null ? null : await newestOf(tx, scope);
  const ofTenant = await newestOf(tx, { ...scope, programme: null });
  const otherwise = (scope.programme === null ? null : ofTenant?.scoring) ?? usualScoring;
  if (own?.scoring) return { scoring: own.scoring, from: 'programme', ...saidBy(own), otherwise };
  // It follows the tenant since it said so, or since the tenant last said something else.
  const last = own !== null && own.at > (ofTenant?.at ?? own.at) ? own : (ofTenant ?? own);
  const from = ofTenant?.scoring ? 'tenant' : 'usual';
  return { scoring: ofTenant?.scoring ?? usualScoring, from, ...saidBy(last), otherwise };
}

/** Of two who decide at once the second waits, and then sees what the first has decided. */
export async function lockScoring(tx: TenantTransaction, { tenant, programme }: ScoringScope): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`scoring/${tenant}/${programme ?? ''}`}, 0))`,
  );
}

/** Writes down what was decided, and the job that has everybody looked at again. Null goes back to what holds without it. */
export async function decideScoring(
  tx: TenantTransaction,
  scope: ScoringScope,
  decision: { scoring: Scoring | null; by: { id: string; name: string }; note: string | null },
  now: Date,
): Promise<void> {
  const { tenant, programme } = scope;
  const before = await newestOf(tx, scope);
  // The clock of another server may be ahead: what is decided later is later.
  const at = new Date(Math.max(now.getTime(), (before?.at.getTime() ?? 0) + 1));
  await tx.insert(scorings).values({
    id: newId(at.getTime()),
    tenantId: tenant,
    programmeId: programme,
    scoring: decision.scoring,
    byId: decision.by.id,
    byName: decision.by.name,
    note: decision.note,
    at,
  });
  const of = programme === null ? {} : { programme };
  await addJob(tx, 'rescore', { tenant, ...of, at: at.toISOString() }, rescoreKey(scope));
}

/** Of several changes that wait the last is enough: it has the same learners looked at. */
export function rescoreKey({ tenant, programme }: ScoringScope): string {
  return `rescore/${tenant}/${programme ?? ''}`;
}

/** What was decided, newest first, each with what it changed for the learners. */
export async function scoringDecisions(
  tx: TenantTransaction,
  { tenant, programme }: ScoringScope,
  { after, size }: { after?: Cursor | undefined; size: number },
): Promise<Page<ScoringDecision>> {
  const where = [sql`s.tenant_id = ${tenant}`, sql`s.programme_id is not distinct from ${programme}`];
  if (after) where.push(sql`(s.at, s.id) < (${String(after[0])}::timestamptz, ${after[1]}::text)`);
  // Beside each what held without it at that moment: for a programme that of its tenant.
  const rows = await rowsOf<DecisionRow>(
    tx,
    sql`select s.id, s.at, s.by_id as "byId", s.by_name as "byName", s.note, s.scoring, base.scoring as base
        from scorings s
        left join lateral (
          select t.scoring from scorings t
          where t.tenant_id = s.tenant_id and t.programme_id is null and t.at <= s.at
          order by t.at desc, t.id desc limit 1
        ) base on s.programme_id is not null
        where ${sql.join(where, sql` and `)}
        order by s.at desc, s.id desc
        limit ${size + 1}`,
  );
  const decisions = rows.map((row, index) => decisionOf(row, rows[index + 1]));
  return pageOf(decisions, size, (one) => [one.at, one.id]);
}

interface DecisionRow {
  id: string;
  at: string | Date;
  byId: string;
  byName: string;
  note: string | null;
  scoring: Scoring | null;
  base: Scoring | null;
}

function decisionOf(row: DecisionRow, before: DecisionRow | undefined): ScoringDecision {
  const { id, note, scoring } = row;
  const without = row.base ?? usualScoring;
  return {
    id,
    at: new Date(row.at).toISOString(),
    by: { id: row.byId, name: row.byName },
    note,
    scoring,
    changes: changesBetween(before?.scoring ?? without, scoring ?? without),
  };
}

type Row = typeof scorings.$inferSelect;

async function newestOf(tx: TenantTransaction, { tenant, programme }: ScoringScope): Promise<Row | null> {
  const own = programme === null ? isNull(scorings.programmeId) : eq(scorings.programmeId, programme);
  const [row] = await tx
    .select()
    .from(scorings)
    .where(and(eq(scorings.tenantId, tenant), own))
    .orderBy(desc(scorings.at), desc(scorings.id))
    .limit(1);
  return row ?? null;
}

function saidBy(row: Row | null): Pick<ScoringInForce, 'since' | 'by'> {
  if (row === null) return { since: null, by: null };
  return { since: row.at.toISOString(), by: { id: row.byId, name: row.byName } };
}
