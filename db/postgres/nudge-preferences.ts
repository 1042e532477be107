import { and, eq } from 'drizzle-orm';
import { type NudgePreferences, usualPreferences } from '#engagement/nudging/preferences.ts';
import type { TenantTransaction } from './connect.ts';
import { nudgePreferences } from './schema.ts';

/** What a learner wants of nudges. */
export async function preferencesOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
): Promise<NudgePreferences> {
  const [row] = await tx
    .select({ preferences: nudgePreferences.preferences })
    .from(nudgePreferences)
    .where(and(eq(nudgePreferences.tenantId, tenant), eq(nudgePreferences.learnerId, learner)));
  return { ...usualPreferences, ...row?.preferences };
}

export async function storePreferences(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  preferences: NudgePreferences,
  now: Date,
): Promise<void> {
  await tx
    .insert(nudgePreferences)
    .values({ tenantId: tenant, learnerId: learner, preferences, updatedAt: now })
    .onConflictDoUpdate({
      target: [nudgePreferences.tenantId, nudgePreferences.learnerId],
      set: { preferences, updatedAt: now },
    });
}
