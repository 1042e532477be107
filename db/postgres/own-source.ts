import type { TenantTransaction } from './connect.ts';
import { sources } from './schema.ts';

/**
 * What learners do on Holdfast's own pages comes from a source of the tenant like everything else, so that it is counted,
 * kept and forgotten as all is. It belongs to no cohort and has no key: nobody can send with it, and nobody waits to hear of it.
 */
export function ownSourceOf(tenant: string): string {
  return `own-${tenant}`;
}

const name = 'Holdfast';

/** Makes it when it is first needed; two at once end with the same one. */
export async function ensureOwnSource(tx: TenantTransaction, tenant: string): Promise<string> {
  const id = ownSourceOf(tenant);
  await tx
    .insert(sources)
    .values({ id, tenantId: tenant, name, homeCohortId: null, eventsPerSecond: 0 })
    .onConflictDoNothing();
  return id;
}
