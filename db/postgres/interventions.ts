import { type SQL, and, desc, eq, gte, isNull, lt, or, sql } from 'drizzle-orm';
import type { DoneBefore, Intervention, InterventionKind } from '#engagement/intervention.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { assessments, interventions } from './schema.ts';

export interface NewIntervention {
  enrolment: string;
  kind: InterventionKind;
  action: string;
  /** The alert it answers, if it does. */
  alert: string | null;
  by: { id: string; name: string };
  /** The learner's score at that time: what came of it is seen against this. */
  score: number | null;
  at: Date;
}

export async function storeInterventions(
  tx: TenantTransaction,
  tenant: string,
  made: NewIntervention[],
): Promise<void> {
  if (made.length === 0) return;
  await tx.insert(interventions).values(
    made.map(({ enrolment, kind, action, alert, by, score, at }) => ({
      id: newId(),
      tenantId: tenant,
      enrolmentId: enrolment,
      kind,
      action,
      alertId: alert,
      byId: by.id,
      byName: by.name,
      score,
      at,
    })),
  );
}

/** The newest score of an enrolment; null while there is none. */
export async function scoreOfEnrolment(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
): Promise<number | null> {
  const [row] = await tx
    .select({ score: assessments.score })
    .from(assessments)
    .where(and(eq(assessments.tenantId, tenant), eq(assessments.enrolmentId, enrolment)));
  return row?.score ?? null;
}

/** Says that something done before answers an alert; false when it is not there, or answers another one. */
export async function linkIntervention(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  alert: { id: string; enrolment: string },
): Promise<boolean> {
  const linked = await tx
    .update(interventions)
    .set({ alertId: alert.id })
    .where(and(eq(interventions.tenantId, tenant), eq(interventions.id, id), mayAnswer(alert)))
    .returning({ id: interventions.id });
  return linked.length > 0;
}

/** What was done since then and may be said to answer an alert, newest first. */
export async function linkableInterventions(
  tx: TenantTransaction,
  tenant: string,
  alert: { id: string; enrolment: string },
  since: Date,
  most: number,
): Promise<DoneBefore[]> {
  const { id, kind, action, byName, at } = interventions;
  const rows = await tx
    .select({ id, kind, action, by: byName, at })
    .from(interventions)
    .where(and(eq(interventions.tenantId, tenant), mayAnswer(alert), gte(at, since)))
    .orderBy(desc(at), desc(id))
    .limit(most);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Done for the same enrolment, and about no other alert. */
function mayAnswer(alert: { id: string; enrolment: string }): SQL | undefined {
  const isFree = or(isNull(interventions.alertId), eq(interventions.alertId, alert.id));
  return and(eq(interventions.enrolmentId, alert.enrolment), isFree);
}

/**
 * What was done about an alert, oldest first, and the score that came after: that of the first week that
 * ended at least seven days later, where weeks are scored; otherwise today's.
 */
export async function interventionsOfAlert(
  tx: TenantTransaction,
  tenant: string,
  alert: string,
  now: Date,
): Promise<Intervention[]> {
  const rows = await rowsOf<{
    id: string;
    kind: InterventionKind;
    action: string;
    by: string;
    at: string;
    score: number | null;
    weekScore: number | null;
    weekDays: number | null;
    scoreNow: number | null;
  }>(
    tx,
    sql`select i.id, i.kind, i.action, i.by_name as by, i.at, i.score,
          week.score as "weekScore", week.days as "weekDays", a.score as "scoreNow"
        from interventions i
        left join assessments a on a.enrolment_id = i.enrolment_id
        left join lateral (
          select w.score, w.ends_on + 1 - i.at::date as days from learner_weeks w
          where w.tenant_id = i.tenant_id and w.enrolment_id = i.enrolment_id and w.score is not null
            and w.ends_on + 1 - i.at::date >= ${weekDays} and w.ends_on + 1 - i.at::date < ${2 * weekDays}
          order by w.ends_on limit 1
        ) week on true
        where i.tenant_id = ${tenant} and i.alert_id = ${alert}
        order by i.at, i.id`,
  );
  return rows.map(({ weekScore, weekDays: days, scoreNow, ...row }) => {
    const at = new Date(row.at);
    const passedDays = Math.floor((now.getTime() - at.getTime()) / dayMs);
    const isTelling = scoreNow !== null && passedDays >= 1;
    const sinceThen = isTelling ? { score: scoreNow, days: passedDays } : null;
    const after = weekScore === null || days === null ? sinceThen : { score: weekScore, days };
    return { ...row, at: at.toISOString(), after };
  });
}

const weekDays = 7;
const dayMs = 86_400_000;

/** What was done for an enrolment, newest first. */
export async function interventionsBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  before: Date,
  most: number,
) {
  const { at, kind, action, byName } = interventions;
  return tx
    .select({ at, kind, action, by: byName })
    .from(interventions)
    .where(and(eq(interventions.tenantId, tenant), eq(interventions.enrolmentId, enrolment), lt(at, before)))
    .orderBy(desc(at))
    .limit(most);
}
