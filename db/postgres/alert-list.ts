import { type SQL, and, count, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { alertRules } from '#engagement/alert-rules.ts';
import {
  type Alert,
  type AlertCounts,
  type AlertDetail,
  type AlertStatus,
  type AlertType,
  type Severity,
  isOpen,
} from '#engagement/alert.ts';
import { recommendedFor } from '#engagement/recommended.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { alertStepsOf } from './alert-steps.ts';
import type { TenantTransaction } from './connect.ts';
import { interventionsOfAlert, linkableInterventions } from './interventions.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { alerts, assessments, cohorts, enrolments, learners } from './schema.ts';
import { cohortSettings } from './scorings.ts';
import { weekScoreAt } from './weeks.ts';

export interface AlertFilter {
  status?: AlertStatus[] | undefined;
  severity?: Severity[] | undefined;
  type?: AlertType[] | undefined;
  cohort?: string | undefined;
  learner?: string | undefined;
  after?: Cursor | undefined;
  size: number;
}

/** Alerts, newest first. */
export async function alertsBefore(
  tx: TenantTransaction,
  tenant: string,
  filter: AlertFilter,
): Promise<Page<Alert>> {
  const where: (SQL | undefined)[] = [eq(alerts.tenantId, tenant)];
  if (filter.status) where.push(inArray(alerts.status, filter.status));
  if (filter.severity) where.push(inArray(alerts.severity, filter.severity));
  if (filter.type) where.push(inArray(alerts.type, filter.type));
  if (filter.cohort !== undefined) where.push(eq(enrolments.cohortId, filter.cohort));
  if (filter.learner !== undefined) where.push(eq(enrolments.learnerId, filter.learner));
  if (filter.after) {
    const at = new Date(filter.after[0]);
    where.push(or(lt(alerts.raisedAt, at), and(eq(alerts.raisedAt, at), lt(alerts.id, filter.after[1]))));
  }
  const rows = await select(tx)
    .where(and(...where))
    .orderBy(desc(alerts.raisedAt), desc(alerts.id))
    .limit(filter.size + 1);
  return pageOf(rows.map(alertOf), filter.size, (alert) => [alert.raisedAt, alert.id]);
}

export async function alertsById(tx: TenantTransaction, tenant: string, ids: string[]): Promise<Alert[]> {
  if (ids.length === 0) return [];
  const rows = await select(tx).where(and(eq(alerts.tenantId, tenant), inArray(alerts.id, ids)));
  return rows.map(alertOf);
}

/** An alert with all that became of it, or null when there is none. */
export async function alertDetail(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  now: Date,
): Promise<AlertDetail | null> {
  const [alert] = await alertsById(tx, tenant, [id]);
  if (!alert) return null;
  const interventions = await interventionsOfAlert(tx, tenant, id, now);
  const settings = await cohortSettings(tx, tenant, [alert.cohort]);
  const lately = new Date(Math.min(Date.parse(alert.raisedAt), now.getTime() - latelyMs));
  return {
    ...alert,
    scoreHandled:
      alert.handledAt === null
        ? null
        : (interventions.findLast(({ score }) => score !== null)?.score ??
          (await weekScoreAt(tx, tenant, alert.enrolment, alert.handledAt))),
    steps: await alertStepsOf(tx, tenant, id),
    interventions,
    doneLately: isOpen(alert) ? await linkableInterventions(tx, tenant, alert, lately, linkableMax) : [],
    rules: alertRules(alert.type, settings.get(alert.cohort)?.scoring ?? usualScoring),
  };
}

/** What was done before an alert may be what it asks for; further back nobody remembers. */
const latelyMs = 14 * 86_400_000;
/** More is no longer taken in at a glance. */
const linkableMax = 5;

/** How many alerts there are of each status, and of each severity among those that are open. */
export async function alertCounts(
  tx: TenantTransaction,
  tenant: string,
  cohort?: string,
): Promise<AlertCounts> {
  const rows = await tx
    .select({ status: alerts.status, severity: alerts.severity, number: count() })
    .from(alerts)
    .innerJoin(enrolments, eq(enrolments.id, alerts.enrolmentId))
    .where(
      and(eq(alerts.tenantId, tenant), cohort === undefined ? undefined : eq(enrolments.cohortId, cohort)),
    )
    .groupBy(alerts.status, alerts.severity);
  const counts: AlertCounts = {
    status: { active: 0, acknowledged: 0, resolved: 0, dismissed: 0 },
    severity: { low: 0, medium: 0, high: 0, critical: 0 },
  };
  for (const { status, severity, number } of rows) {
    counts.status[status] += number;
    if (isOpen({ status })) counts.severity[severity] += number;
  }
  return counts;
}

function select(tx: TenantTransaction) {
  return tx
    .select({
      row: alerts,
      learner: learners.id,
      learnerName: learners.name,
      cohort: cohorts.id,
      cohortName: cohorts.name,
      scoreNow: assessments.score,
    })
    .from(alerts)
    .innerJoin(enrolments, eq(enrolments.id, alerts.enrolmentId))
    .innerJoin(learners, eq(learners.id, enrolments.learnerId))
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .leftJoin(assessments, eq(assessments.enrolmentId, alerts.enrolmentId))
    .$dynamic();
}

function alertOf({ row, ...of }: Awaited<ReturnType<typeof select>>[number]): Alert {
  const { id, type, severity, status, trigger, score } = row;
  return {
    id,
    enrolment: row.enrolmentId,
    ...of,
    type,
    severity,
    status,
    trigger,
    recommended: recommendedFor({ type, severity, trigger }),
    score,
    raisedAt: row.raisedAt.toISOString(),
    refreshedAt: row.refreshedAt.toISOString(),
    easedAt: row.easedAt?.toISOString() ?? null,
    handledBy: row.handledBy === null ? null : { id: row.handledBy, name: row.handledByName ?? '' },
    handledAt: row.handledAt?.toISOString() ?? null,
    reason: row.reason,
    notes: row.notes,
  };
}
