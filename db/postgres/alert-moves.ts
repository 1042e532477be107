import { and, eq, inArray, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AlertStatus, AlertStep, DismissReason } from '#engagement/alert.ts';
import { announceAlertsLater, recordAlertSteps } from './alert-steps.ts';
import { openStatuses } from './alerts.ts';
import type { TenantTransaction } from './connect.ts';
import { alerts } from './schema.ts';

/** What staff may do to an alert, from which status it may be done, and what it leads to. */
export const alertMoves = {
  acknowledge: { from: ['active'], to: 'acknowledged', step: 'acknowledged' },
  resolve: { from: openStatuses, to: 'resolved', step: 'resolved' },
  dismiss: { from: openStatuses, to: 'dismissed', step: 'dismissed' },
  reopen: { from: ['resolved', 'dismissed'], to: 'active', step: 'reopened' },
} as const satisfies Record<string, { from: readonly AlertStatus[]; to: AlertStatus; step: AlertStep }>;

export type AlertMove =
  | { move: 'acknowledge' | 'resolve' | 'reopen'; notes: string | null }
  | { move: 'dismiss'; notes: string | null; reason: DismissReason };

/**
 * Moves alerts on and says which: the others are not in a status that allows it, or are not there.
 * Of many who try at once PostgreSQL lets one change the row.
 */
export async function moveAlerts(
  tx: TenantTransaction,
  tenant: string,
  ids: string[],
  move: AlertMove,
  by: { id: string; name: string },
  now: Date,
): Promise<Set<string>> {
  const { from, to, step } = alertMoves[move.move];
  const movable = move.move === 'reopen' ? await reopenable(tx, tenant, ids) : ids;
  if (movable.length === 0) return new Set();
  const { notes } = move;
  const reason = move.move === 'dismiss' ? move.reason : null;
  const handled = { handledBy: by.id, handledByName: by.name, handledAt: now, reason };
  // What was said of the answer that is taken back stands in the steps.
  const unhandled = { handledBy: null, handledByName: null, handledAt: null, reason, notes };
  const moved = await tx
    .update(alerts)
    .set({
      status: to,
      ...(move.move === 'reopen' ? unhandled : handled),
      ...(notes === null ? {} : { notes }),
    })
    .where(and(eq(alerts.tenantId, tenant), inArray(alerts.id, movable), inArray(alerts.status, [...from])))
    .returning({ id: alerts.id, severity: alerts.severity });
  const steps = moved.map(({ id, severity }) => ({ alert: id, step, severity }));
  await recordAlertSteps(tx, tenant, steps, { by, reason, notes }, now);
  const done = moved.map(({ id }) => id);
  await announceAlertsLater(tx, tenant, done);
  return new Set(done);
}

/** Those that may be open again: no other of their enrolment and type is, and of several only the newest. */
async function reopenable(tx: TenantTransaction, tenant: string, ids: string[]): Promise<string[]> {
  const other = alias(alerts, 'other');
  const isOpen = tx
    .select({ one: sql`1` })
    .from(other)
    .where(
      and(
        eq(other.tenantId, tenant),
        eq(other.enrolmentId, alerts.enrolmentId),
        eq(other.type, alerts.type),
        inArray(other.status, [...openStatuses]),
      ),
    );
  const rows = await tx
    .selectDistinctOn([alerts.enrolmentId, alerts.type], { id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.tenantId, tenant), inArray(alerts.id, ids), notExists(isOpen)))
    .orderBy(alerts.enrolmentId, alerts.type, sql`${alerts.raisedAt} desc`);
  return rows.map((row) => row.id);
}

/** Whether it failed because, at the same moment, another alert of the enrolment and type was opened. */
export function isOtherOpen(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('constraint_name' in one && one.constraint_name === 'alerts_one_open') return true;
  }
  return false;
}
