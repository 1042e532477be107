import { and, asc, desc, eq, lt, ne } from 'drizzle-orm';
import type { AlertStep, DismissReason, Severity, TakenStep } from '#engagement/alert.ts';
import { newId } from '../id.ts';
import { type NewJob, type TenantTransaction, addJobs } from './connect.ts';
import { insertMany } from './many.ts';
import { alertSteps, alerts } from './schema.ts';

export interface NewStep {
  alert: string;
  step: AlertStep;
  severity: Severity;
}

/** More than one announcement should carry; the pages merge several. */
const announcedAtOnce = 100;

/** Who did it, and what they said of it. */
export interface Answer {
  by: { id: string; name: string } | null;
  reason: DismissReason | null;
  notes: string | null;
}

/** What the rules do by themselves. */
export const byRules: Answer = { by: null, reason: null, notes: null };

/** Writes down what became of alerts. */
export async function recordAlertSteps(
  tx: TenantTransaction,
  tenant: string,
  taken: NewStep[],
  { by, reason, notes }: Answer,
  at: Date,
): Promise<void> {
  await insertMany(
    tx,
    alertSteps,
    taken.map(({ alert, step, severity }) => ({
      id: newId(),
      tenantId: tenant,
      alertId: alert,
      step,
      severity,
      byId: by?.id ?? null,
      byName: by?.name ?? null,
      reason,
      notes,
      at,
    })),
  );
}

/** Adds the jobs that show these alerts, as they now stand, on every open screen. */
export async function announceAlertsLater(
  tx: TenantTransaction,
  tenant: string,
  alerts: string[],
): Promise<void> {
  const jobs: NewJob[] = [];
  for (let from = 0; from < alerts.length; from += announcedAtOnce) {
    const some = alerts.slice(from, from + announcedAtOnce);
    jobs.push({ payload: { tenant, alerts: some }, key: `alerts:${newId()}` });
  }
  await addJobs(tx, 'announce_alerts', jobs);
}

/** What became of an alert, oldest first. */
export async function alertStepsOf(
  tx: TenantTransaction,
  tenant: string,
  alert: string,
): Promise<TakenStep[]> {
  const rows = await tx
    .select()
    .from(alertSteps)
    .where(and(eq(alertSteps.tenantId, tenant), eq(alertSteps.alertId, alert)))
    .orderBy(asc(alertSteps.at), asc(alertSteps.id));
  return rows.map(({ step, severity, byName, reason, notes, at }) => ({
    step,
    severity,
    by: byName,
    reason,
    notes,
    at: at.toISOString(),
  }));
}

/** What became of the alerts of an enrolment, newest first. That one was raised is told with the alert itself. */
export async function alertStepsBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  const { at, step, severity, byName: by } = alertSteps;
  return tx
    .select({ at, step, severity, by, type: alerts.type })
    .from(alertSteps)
    .innerJoin(alerts, eq(alerts.id, alertSteps.alertId))
    .where(
      and(
        eq(alertSteps.tenantId, tenant),
        eq(alerts.enrolmentId, enrolment),
        ne(step, 'raised'),
        lt(at, before),
      ),
    )
    .orderBy(desc(at))
    .limit(most);
}
