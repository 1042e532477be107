import { and, eq, sql } from 'drizzle-orm';
import type { NudgeChannel } from '#engagement/nudge.ts';
import { type NudgePreferences, snoozedAt, usualPreferences } from '#engagement/nudging/preferences.ts';
import type { TenantTransaction } from './connect.ts';
import { nudgePreferences } from './schema.ts';

/** What a learner wants of nudges: the usual, until they say more. */
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

/** Changes some of what a learner wants; the rest stays. Of two changes at once the second waits, so that neither is lost. */
export async function changePreferences(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  wanted: Partial<NudgePreferences> | ((before: NudgePreferences) => Partial<NudgePreferences>),
  now: Date,
): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`preferences ${tenant} ${learner}`}, 0))`,
  );
  const before = await preferencesOf(tx, tenant, learner);
  const preferences = { ...before, ...(typeof wanted === 'function' ? wanted(before) : wanted) };
  await tx
    .insert(nudgePreferences)
    .values({ tenantId: tenant, learnerId: learner, preferences, updatedAt: now })
    .onConflictDoUpdate({
      target: [nudgePreferences.tenantId, nudgePreferences.learnerId],
      set: { preferences, updatedAt: now },
    });
}

/** Switches one channel on or off. */
export function switchChannel(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  channel: NudgeChannel,
  isOn: boolean,
  now: Date,
): Promise<void> {
  const change = ({ channels }: NudgePreferences): Partial<NudgePreferences> => {
    const others = channels.filter((one) => one !== channel);
    return { channels: isOn ? [...others, channel] : others };
  };
  return changePreferences(tx, tenant, learner, change, now);
}

/** Lets all nudges of a learner wait, since they said "later". */
export function snooze(tx: TenantTransaction, tenant: string, learner: string, now: Date): Promise<void> {
  return changePreferences(tx, tenant, learner, (before) => snoozedAt(before, now.getTime()), now);
}
