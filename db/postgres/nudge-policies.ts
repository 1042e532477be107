import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import { type NudgePolicy, usualPolicy } from '#engagement/nudging/policy.ts';
import { type PolicyDecision, type PolicyInForce, policyChanges } from '#engagement/nudging/policy-change.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { isOneOf } from './many.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { nudgePolicies } from './schema.ts';

/** How a programme nudges: as was decided for it last, or else for the tenant, or else as usual. */
export async function policyOf(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
): Promise<NudgePolicy> {
  return (await policiesOf(tx, tenant, [programme])).get(programme) ?? usualPolicy;
}

/** The same of several, by programme. */
export async function policiesOf(
  tx: TenantTransaction,
  tenant: string,
  programmes: readonly string[],
): Promise<Map<string, NudgePolicy>> {
  const newest = await tx
    .selectDistinctOn([nudgePolicies.programmeId], {
      programme: nudgePolicies.programmeId,
      policy: nudgePolicies.policy,
    })
    .from(nudgePolicies)
    .where(
      and(
        eq(nudgePolicies.tenantId, tenant),
        or(isNull(nudgePolicies.programmeId), isOneOf(nudgePolicies.programmeId, programmes)),
      ),
    )
    .orderBy(nudgePolicies.programmeId, desc(nudgePolicies.at), desc(nudgePolicies.id));
  const decided = new Map(newest.map((row) => [row.programme, row.policy]));
  const ofTenant = decided.get(null) ?? null;
  return new Map(
    programmes.map((programme) => {
      const policy = decided.get(programme) ?? ofTenant ?? usualPolicy;
      // Who switches off all nudges of a tenant means those of every programme.
      return [programme, ofTenant?.isOn === false ? { ...policy, isOn: false } : policy];
    }),
  );
}

/** Changes how a programme, or a tenant where it is null, nudges; what held before stays as its history. */
export async function changePolicy(
  tx: TenantTransaction,
  tenant: string,
  {
    programme,
    policy,
    by,
    note = null,
  }: {
    programme: string | null;
    policy: NudgePolicy | null;
    by: { id: string; name: string };
    note?: string | null;
  },
  at: Date,
): Promise<void> {
  const who = { byId: by.id, byName: by.name };
  await tx
    .insert(nudgePolicies)
    .values({ id: newId(), tenantId: tenant, programmeId: programme, policy, note, at, ...who });
}

/** Whose policy: a programme's, or the tenant's, which holds for all programmes without one of their own. */
export interface PolicyScope {
  tenant: string;
  programme: string | null;
}

/** Of two who change a policy at once the second waits, and then sees what the first has decided. */
export async function lockPolicy(tx: TenantTransaction, { tenant, programme }: PolicyScope): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`policy/${tenant}/${programme ?? ''}`}, 0))`,
  );
}

/** Which policy holds at the moment, and by whose decision. */
export async function policyInForce(tx: TenantTransaction, scope: PolicyScope): Promise<PolicyInForce> {
  const own = scope.programme === null ? null : await newestOf(tx, scope);
  const ofTenant = await newestOf(tx, { ...scope, programme: null });
  const isAllOff = ofTenant?.policy?.isOn === false;
  const otherwise = (scope.programme === null ? null : ofTenant?.policy) ?? usualPolicy;
  if (own?.policy) return { policy: own.policy, from: 'programme', ...saidBy(own), otherwise, isAllOff };
  const last = own !== null && own.at > (ofTenant?.at ?? own.at) ? own : (ofTenant ?? own);
  const from = ofTenant?.policy ? 'tenant' : 'usual';
  return { policy: ofTenant?.policy ?? usualPolicy, from, ...saidBy(last), otherwise, isAllOff };
}

/** What was decided, newest first, each with what it changed. */
export async function policyDecisions(
  tx: TenantTransaction,
  scope: PolicyScope,
  { after, size }: { after?: Cursor | undefined; size: number },
): Promise<Page<PolicyDecision>> {
  const inForce = await policyInForce(tx, scope);
  // A tenant that has switched off all nudges has not switched off those of a programme that has a policy of its own.
  const otherwise = scope.programme === null ? inForce.otherwise : { ...inForce.otherwise, isOn: true };
  const where = [isOf(scope)];
  if (after)
    where.push(
      sql`(${nudgePolicies.at}, ${nudgePolicies.id}) < (${String(after[0])}::timestamptz, ${after[1]}::text)`,
    );
  const rows = await tx
    .select()
    .from(nudgePolicies)
    .where(and(...where))
    .orderBy(desc(nudgePolicies.at), desc(nudgePolicies.id))
    .limit(size + 1);
  const decisions = rows.map(({ id, at, byId, byName, note, policy }, index) => ({
    id,
    at: at.toISOString(),
    by: { id: byId, name: byName },
    note,
    policy,
    changes: policyChanges(rows[index + 1]?.policy ?? otherwise, policy ?? otherwise),
  }));
  return pageOf(decisions, size, (one) => [one.at, one.id]);
}

type Row = typeof nudgePolicies.$inferSelect;

async function newestOf(tx: TenantTransaction, scope: PolicyScope): Promise<Row | null> {
  const [row] = await tx
    .select()
    .from(nudgePolicies)
    .where(isOf(scope))
    .orderBy(desc(nudgePolicies.at), desc(nudgePolicies.id))
    .limit(1);
  return row ?? null;
}

function isOf({ tenant, programme }: PolicyScope) {
  const whose =
    programme === null ? isNull(nudgePolicies.programmeId) : eq(nudgePolicies.programmeId, programme);
  return and(eq(nudgePolicies.tenantId, tenant), whose);
}

function saidBy(row: Row | null): Pick<PolicyInForce, 'since' | 'by'> {
  if (row === null) return { since: null, by: null };
  return { since: row.at.toISOString(), by: { id: row.byId, name: row.byName } };
}
