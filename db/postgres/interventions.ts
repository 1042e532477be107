import { and, desc, eq, lt } from 'drizzle-orm';
import type { InterventionKind } from '#engagement/intervention.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { interventions } from './schema.ts';

export interface NewIntervention {
  enrolment: string;
  kind: InterventionKind;
  action: string;
  /** The alert it answers, if it does. */
  alert: string | null;
  by: { id: string; name: string };
  at: Date;
}

export async function storeInterventions(
  tx: TenantTransaction,
  tenant: string,
  made: NewIntervention[],
): Promise<void> {
  if (made.length === 0) return;
  await tx.insert(interventions).values(
    made.map(({ enrolment, kind, action, alert, by, at }) => ({
      id: newId(),
      tenantId: tenant,
      enrolmentId: enrolment,
      kind,
      action,
      alertId: alert,
      byId: by.id,
      byName: by.name,
      at,
    })),
  );
}

/** What was done for an enrolment, newest first. */
export async function interventionsBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  const { at, kind, action, byName } = interventions;
  return tx
    .select({ at, kind, action, by: byName })
    .from(interventions)
    .where(and(eq(interventions.tenantId, tenant), eq(interventions.enrolmentId, enrolment), lt(at, before)))
    .orderBy(desc(at))
    .limit(most);
}
