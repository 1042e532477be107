import { and, desc, eq, isNull, or } from 'drizzle-orm';
import { type NudgePolicy, usualPolicy } from '#engagement/nudging/policy.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { nudgePolicies } from './schema.ts';

/** How a programme nudges: as was decided for it last, or else for the tenant, or else as usual. */
export async function policyOf(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
): Promise<NudgePolicy> {
  const newest = await tx
    .selectDistinctOn([nudgePolicies.programmeId], {
      programme: nudgePolicies.programmeId,
      policy: nudgePolicies.policy,
    })
    .from(nudgePolicies)
    .where(
      and(
        eq(nudgePolicies.tenantId, tenant),
        or(isNull(nudgePolicies.programmeId), eq(nudgePolicies.programmeId, programme)),
      ),
    )
    .orderBy(nudgePolicies.programmeId, desc(nudgePolicies.at), desc(nudgePolicies.id));
  const own = newest.find((row) => row.programme === programme)?.policy ?? null;
  const ofTenant = newest.find((row) => row.programme === null)?.policy ?? null;
  return own ?? ofTenant ?? usualPolicy;
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
