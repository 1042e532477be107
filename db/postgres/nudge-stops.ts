import { and, desc, eq, isNull } from 'drizzle-orm';
import type { NudgeKind } from '#engagement/nudge.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { nudgeStops } from './schema.ts';

export type StopRow = typeof nudgeStops.$inferSelect;

/** Every stop there was, the newest first. */
export async function allStops(tx: TenantTransaction, tenant: string): Promise<StopRow[]> {
  return tx
    .select()
    .from(nudgeStops)
    .where(eq(nudgeStops.tenantId, tenant))
    .orderBy(desc(nudgeStops.at), desc(nudgeStops.id))
    .limit(stopsMost);
}

const stopsMost = 200;

/** Kinds that are stopped at the moment. */
export async function stoppedKinds(tx: TenantTransaction, tenant: string): Promise<NudgeKind[]> {
  const rows = await tx
    .select({ kind: nudgeStops.kind })
    .from(nudgeStops)
    .where(and(eq(nudgeStops.tenantId, tenant), isNull(nudgeStops.endedAt)));
  return rows.map(({ kind }) => kind);
}

/** Stops a kind for everybody; one that is stopped already stays so. Returns whether it was this that stopped it. */
export async function stopKind(
  tx: TenantTransaction,
  tenant: string,
  { kind, seen }: { kind: NudgeKind; seen: Record<string, number> },
  at: Date,
): Promise<boolean> {
  const stored = await tx
    .insert(nudgeStops)
    .values({ id: newId(), tenantId: tenant, kind, seen, at })
    .onConflictDoNothing()
    .returning({ id: nudgeStops.id });
  return stored.length > 0;
}

/** Lets a kind be sent again; who ended it first stands. Null when there is no such stop. */
export async function endStop(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string },
  at: Date,
): Promise<StopRow | null> {
  const own = and(eq(nudgeStops.tenantId, tenant), eq(nudgeStops.id, id));
  await tx
    .update(nudgeStops)
    .set({ endedAt: at, endedById: by.id, endedByName: by.name })
    .where(and(own, isNull(nudgeStops.endedAt)));
  const [row] = await tx.select().from(nudgeStops).where(own);
  return row ?? null;
}
