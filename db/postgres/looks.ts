import { sql } from 'drizzle-orm';
import type { TenantTransaction } from './connect.ts';
import { looks } from './schema.ts';

export type Look = Pick<typeof looks.$inferInsert, 'byId' | 'role' | 'what' | 'learnerId' | 'cohortId'>;

const hourMs = 3_600_000;

/** Records who looked at what, in the transaction that read it. */
export async function recordLook(
  tx: TenantTransaction,
  tenant: string,
  look: Look,
  now: Date,
): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs);
  await tx
    .insert(looks)
    .values({ tenantId: tenant, hour, lastAt: now, ...look })
    .onConflictDoUpdate({
      target: [looks.tenantId, looks.learnerId, looks.hour, looks.byId, looks.what, looks.cohortId],
      set: { times: sql`${looks.times} + 1`, lastAt: now },
    });
}
