import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { TenantTransaction } from './connect.ts';
import { cohorts } from './schema.ts';

/** The cohorts of a tenant that go on at a time, and where their clocks are. */
export function cohortsAt(
  tx: TenantTransaction,
  tenant: string,
  now: number,
): Promise<{ id: string; timeZone: string }[]> {
  return tx
    .select({ id: cohorts.id, timeZone: cohorts.timeZone })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), or(isNull(cohorts.endsAt), gt(cohorts.endsAt, new Date(now)))));
}
