import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { type AlertDecision, type AlertType, type Severity, severities } from '#engagement/alert.ts';
import { isAnswered, longestRestMs } from '#engagement/answered.ts';
import { newId } from '../id.ts';
import { type NewStep, announceAlertsLater, byRules, recordAlertSteps } from './alert-steps.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { insertMany, isOneOf } from './many.ts';
import { alerts, enrolments } from './schema.ts';

/** What the rules want raised; `score` is the learner's at that moment. */
export interface WantedAlert extends AlertDecision {
  enrolment: string;
  score: number | null;
}

interface OpenAlert {
  id: string;
  severity: Severity;
  trigger: Record<string, number>;
  easedAt: Date | null;
}

export const openStatuses = ['active', 'acknowledged'] as const;

/**
 * Raises alerts. Where one of the type is open already it takes the new figures, and the new severity
 * if that is worse. The same news changes nothing and costs one reading. What was answered a moment
 * ago rests. Each change is written down and announced in the caller's transaction.
 */
export async function raiseAlerts(
  tx: TenantTransaction,
  tenant: string,
  wanted: WantedAlert[],
  now: Date,
): Promise<void> {
  if (wanted.length === 0) return;
  const seen = await openAlerts(tx, tenant, wanted, false);
  const differing = wanted.filter((one) => isNews(one, seen.get(keyOf(one))));
  const rests = await restingOf(tx, tenant, differing, seen, now);
  // In one order, so that two workers that raise the same wait for each other instead of deadlocking.
  const news = differing
    .filter((one) => !rests.has(keyOf(one)))
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  if (news.length === 0) return;

  await holdEnrolments(tx, tenant, news);
  const open = await openAlerts(tx, tenant, news, true);
  const missing = news.filter((one) => !open.has(keyOf(one)));
  const raised = await insertAlerts(tx, tenant, missing, now);
  const changed = news.flatMap((one) => {
    const before = open.get(keyOf(one));
    return before && isNews(one, before) ? [{ ...one, before }] : [];
  });
  await updateAlerts(tx, tenant, changed, now);

  const steps = [
    ...[...raised.values()].map(({ id, severity }): NewStep => ({ alert: id, step: 'raised', severity })),
    ...changed.flatMap(({ severity, before }): NewStep[] =>
      isWorse(severity, before.severity) ? [{ alert: before.id, step: 'worsened', severity }] : [],
    ),
  ];
  await recordAlertSteps(tx, tenant, steps, byRules, now);
  const told = [...[...raised.values()].map(({ id }) => id), ...changed.map(({ before }) => before.id)];
  await announceAlertsLater(tx, tenant, told);

  // Another worker raised these while we looked: now that they are there, ours may still be worse news.
  const overtaken = missing.filter((one) => !raised.has(keyOf(one)));
  await raiseAlerts(tx, tenant, overtaken, now);
}

/**
 * Notes on open alerts of these enrolments that what raised them is no longer so. They stay open until
 * a person says otherwise. When all is as it was it costs one reading.
 */
export async function easeAlerts(
  tx: TenantTransaction,
  tenant: string,
  stillRaised: { enrolment: string; types: AlertType[] }[],
  now: Date,
): Promise<void> {
  if (stillRaised.length === 0) return;
  const eased = await rowsOf<{ id: string; severity: Severity }>(
    tx,
    sql`update alerts set eased_at = ${now.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(stillRaised)}::text::jsonb) as looked(enrolment text, types text[])
        where alerts.tenant_id = ${tenant} and alerts.enrolment_id = looked.enrolment
          and alerts.status in ('active', 'acknowledged') and alerts.eased_at is null
          and alerts.type <> all (looked.types)
        returning alerts.id, alerts.severity`,
  );
  const steps = eased.map(({ id, severity }): NewStep => ({ alert: id, step: 'eased', severity }));
  await recordAlertSteps(tx, tenant, steps, byRules, now);
  await announceAlertsLater(
    tx,
    tenant,
    eased.map(({ id }) => id),
  );
}

/** Whoever raises alerts of the same enrolments at the same time waits here, before either holds anything the other needs. */
async function holdEnrolments(tx: TenantTransaction, tenant: string, news: WantedAlert[]): Promise<void> {
  await tx
    .select({ id: enrolments.id })
    .from(enrolments)
    .where(
      and(
        eq(enrolments.tenantId, tenant),
        isOneOf(
          enrolments.id,
          news.map((one) => one.enrolment),
        ),
      ),
    )
    .orderBy(enrolments.id)
    .for('no key update');
}

async function openAlerts(
  tx: TenantTransaction,
  tenant: string,
  wanted: WantedAlert[],
  isLocked: boolean,
): Promise<Map<string, OpenAlert>> {
  const { id, enrolmentId: enrolment, type, severity, trigger, easedAt } = alerts;
  const query = tx
    .select({ id, enrolment, type, severity, trigger, easedAt })
    .from(alerts)
    .where(
      and(
        eq(alerts.tenantId, tenant),
        isOneOf(enrolment, [...new Set(wanted.map((one) => one.enrolment))]),
        inArray(alerts.status, [...openStatuses]),
      ),
    );
  const rows = await (isLocked ? query.orderBy(enrolment, type).for('update') : query);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** Those of which no alert is open because one was answered a moment ago. */
async function restingOf(
  tx: TenantTransaction,
  tenant: string,
  wanted: WantedAlert[],
  open: Map<string, OpenAlert>,
  now: Date,
): Promise<Set<string>> {
  const missing = wanted.filter((one) => !open.has(keyOf(one)));
  if (missing.length === 0) return new Set();
  const { enrolmentId: enrolment, type, severity, status, handledAt } = alerts;
  const rows = await tx
    .select({ enrolment, type, severity, status, handledAt })
    .from(alerts)
    .where(
      and(
        eq(alerts.tenantId, tenant),
        isOneOf(
          enrolment,
          missing.map((one) => one.enrolment),
        ),
        inArray(status, ['resolved', 'dismissed']),
        gt(handledAt, new Date(now.getTime() - longestRestMs)),
      ),
    );
  const answered = Map.groupBy(
    rows.flatMap((row) => (row.handledAt === null ? [] : [{ ...row, handledAt: row.handledAt }])),
    keyOf,
  );
  const isResting = (one: WantedAlert) =>
    answered.get(keyOf(one))?.some((last) => isAnswered(one.severity, last, now));
  return new Set(missing.filter(isResting).map(keyOf));
}

async function insertAlerts(
  tx: TenantTransaction,
  tenant: string,
  missing: WantedAlert[],
  now: Date,
): Promise<Map<string, { id: string; severity: Severity }>> {
  const rows = await insertMany<
    typeof alerts,
    { id: string; enrolment: string; type: AlertType; severity: Severity }
  >(
    tx,
    alerts,
    missing.map(({ enrolment, type, severity, trigger, score }) => ({
      id: newId(),
      tenantId: tenant,
      enrolmentId: enrolment,
      type,
      severity,
      trigger,
      score,
      status: 'active' as const,
      raisedAt: now,
      refreshedAt: now,
    })),
    sql`on conflict do nothing returning id, enrolment_id as enrolment, type, severity`,
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function updateAlerts(
  tx: TenantTransaction,
  tenant: string,
  changed: (WantedAlert & { before: OpenAlert })[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
  const values = changed.map(({ severity, trigger, before }) => ({
    id: before.id,
    severity: isWorse(severity, before.severity) ? severity : before.severity,
    trigger,
  }));
  await tx.execute(
    sql`update alerts set severity = said.severity, trigger = said.trigger, eased_at = null,
          refreshed_at = ${now.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb) as said(id text, severity text, trigger jsonb)
        where alerts.tenant_id = ${tenant} and alerts.id = said.id`,
  );
}

function isNews({ severity, trigger }: AlertDecision, open: OpenAlert | undefined): boolean {
  if (open === undefined || open.easedAt !== null || isWorse(severity, open.severity)) return true;
  const names = Object.keys(trigger);
  const isSame = names.length === Object.keys(open.trigger).length;
  return !isSame || names.some((name) => trigger[name] !== open.trigger[name]);
}

function isWorse(severity: Severity, than: Severity): boolean {
  return severities.indexOf(severity) > severities.indexOf(than);
}

function keyOf({ enrolment, type }: { enrolment: string; type: AlertType }): string {
  return `${enrolment} ${type}`;
}
