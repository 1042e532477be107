import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Alert, AlertDecision, AlertStatus } from '#engagement/alert.ts';
import { newId } from '../id.ts';
import type { TenantTransaction } from './connect.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { alerts, enrolments, learners } from './schema.ts';

/** Raises alerts; where one of the type is open already it takes the new severity and trigger. */
export async function raiseAlerts(
  tx: TenantTransaction,
  tenant: string,
  wanted: (AlertDecision & { enrolment: string })[],
  now: Date,
): Promise<void> {
  if (wanted.length === 0) return;
  await tx
    .insert(alerts)
    .values(
      wanted.map(({ enrolment, ...alert }) => ({
        id: newId(),
        tenantId: tenant,
        enrolmentId: enrolment,
        status: 'active' as const,
        raisedAt: now,
        refreshedAt: now,
        ...alert,
      })),
    )
    .onConflictDoUpdate({
      target: [alerts.enrolmentId, alerts.type],
      targetWhere: sql`status in ('active', 'acknowledged')`,
      set: { severity: sql`excluded.severity`, trigger: sql`excluded.trigger`, refreshedAt: now },
      // The same news again is no news: the row stays as it was read.
      setWhere: sql`${alerts.severity} <> excluded.severity or ${alerts.trigger} <> excluded.trigger`,
    });
}

/** Alerts, newest first; of one status if asked. */
export async function alertsBefore(
  tx: TenantTransaction,
  tenant: string,
  filter: { status?: AlertStatus | undefined; after?: Cursor | undefined; size: number },
): Promise<Page<Alert>> {
  const where = [eq(alerts.tenantId, tenant)];
  if (filter.status) where.push(eq(alerts.status, filter.status));
  if (filter.after) {
    const at = new Date(filter.after[0]);
    const older = or(lt(alerts.raisedAt, at), and(eq(alerts.raisedAt, at), lt(alerts.id, filter.after[1])));
    if (older) where.push(older);
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(desc(alerts.raisedAt), desc(alerts.id))
    .limit(filter.size + 1);
  return pageOf(rows.map(alertOf), filter.size, (alert) => [alert.raisedAt, alert.id]);
}

export async function alertById(tx: TenantTransaction, tenant: string, id: string): Promise<Alert | null> {
  const [row] = await select(tx).where(and(eq(alerts.tenantId, tenant), eq(alerts.id, id)));
  return row ? alertOf(row) : null;
}

/** What staff may do to an alert, from which status it may be done, and what it leads to. */
export const alertMoves = {
  acknowledge: { from: ['active'], to: 'acknowledged' },
  resolve: { from: ['active', 'acknowledged'], to: 'resolved' },
  dismiss: { from: ['active', 'acknowledged'], to: 'dismissed' },
} as const satisfies Record<string, { from: readonly AlertStatus[]; to: AlertStatus }>;
export type AlertMove = keyof typeof alertMoves;

/** Moves an alert on. `moved` is false when its status does not allow it; null when there is no such alert. */
export async function moveAlert(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  move: AlertMove,
  by: string,
  notes: string | null,
  now: Date,
): Promise<{ moved: boolean; alert: Alert } | null> {
  const { from, to } = alertMoves[move];
  const changed = await tx
    .update(alerts)
    .set({ status: to, handledBy: by, handledAt: now, ...(notes === null ? {} : { notes }) })
    .where(and(eq(alerts.tenantId, tenant), eq(alerts.id, id), inArray(alerts.status, [...from])))
    .returning({ id: alerts.id });
  const alert = await alertById(tx, tenant, id);
  return alert && { moved: changed.length > 0, alert };
}

function select(tx: TenantTransaction) {
  return tx
    .select({
      alert: alerts,
      learner: learners.id,
      learnerName: learners.name,
      cohort: enrolments.cohortId,
    })
    .from(alerts)
    .innerJoin(enrolments, eq(enrolments.id, alerts.enrolmentId))
    .innerJoin(learners, eq(learners.id, enrolments.learnerId))
    .$dynamic();
}

function alertOf({ alert, ...of }: Awaited<ReturnType<typeof select>>[number]): Alert {
  return {
    id: alert.id,
    enrolment: alert.enrolmentId,
    ...of,
    type: alert.type,
    severity: alert.severity,
    status: alert.status,
    trigger: alert.trigger,
    raisedAt: alert.raisedAt.toISOString(),
    refreshedAt: alert.refreshedAt.toISOString(),
    handledBy: alert.handledBy,
    handledAt: alert.handledAt?.toISOString() ?? null,
    notes: alert.notes,
  };
}
