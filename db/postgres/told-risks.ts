import { sql } from 'drizzle-orm';
import { type EventType } from '#engagement/event.ts';
import { isOnPlatform, kindOf } from '#engagement/mark.ts';
import type { ToldRisk } from '#engagement/outcomes.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

const dayMs = 86_400_000;
const spanDays = 14;
/** One evening of each of so many weeks: those of the same learner on the next evening would say nearly the same. */
const weeks = 6;
/** Of each evening so many learners, by lot, since each takes looking up what they did. */
const learnersEach = 600;
/** A risk is written down when it moves. One that has not moved for so long stands for somebody who left long ago. */
const standsDays = 21;

const onPlatform = Object.entries(kindOf)
  .filter(([, kind]) => isOnPlatform({ kind }))
  .map(([type]) => type as EventType);

/**
 * Risks that stood at the end of some days a fortnight ago and earlier, of learners who had been there in the fortnight
 * before, with what became of them. Only what was told since `since`: by the model that is asked about.
 */
export async function toldRisks(
  tx: TenantTransaction,
  tenant: string,
  since: Date | null,
  now: number,
): Promise<ToldRisk[]> {
  const risks: ToldRisk[] = [];
  for (let week = 0; week < weeks; week++) {
    const at = new Date(now - (spanDays + 7 * week) * dayMs);
    if (since !== null && at < since) break;
    risks.push(...(await risksAt(tx, tenant, at, since)));
  }
  return risks;
}

function risksAt(tx: TenantTransaction, tenant: string, at: Date, since: Date | null): Promise<ToldRisk[]> {
  const [before, moment, after] = [-spanDays, 0, spanDays].map(
    (days) => sql`${new Date(at.getTime() + days * dayMs).toISOString()}::timestamptz`,
  );
  const stands = new Date(Math.max(at.getTime() - standsDays * dayMs, since?.getTime() ?? 0));
  const did = (from: typeof moment, to: typeof moment) => sql`exists (
    select from events e where e.tenant_id = ${tenant} and e.enrolment_id = drawn.enrolment
      and e.at > ${from} and e.at <= ${to} and e.type in ${onPlatform} and not e.body @> '{"graded": true}')`;
  // First who is looked at, then what was told of them: the history of all grows without end, that of a few is found at once.
  return rowsOf<ToldRisk>(
    tx,
    sql`select told.band, told.risk, not ${did(moment, after)} as "fellSilent"
        from (
          select n.id as enrolment
          from enrolments n join cohorts c on c.id = n.cohort_id
          where n.tenant_id = ${tenant} and (c.ends_at is null or c.ends_at >= ${after})
          order by md5(n.id || ${at.toISOString().slice(0, 10)}::text) limit ${learnersEach}
        ) as drawn
        cross join lateral (
          select r.band, r.risk from risk_hours r
          where r.tenant_id = ${tenant} and r.enrolment_id = drawn.enrolment
            and r.hour <= ${moment} and r.hour >= ${stands.toISOString()}::timestamptz
          order by r.hour desc limit 1
        ) as told
        where ${did(before, moment)}`,
  );
}
