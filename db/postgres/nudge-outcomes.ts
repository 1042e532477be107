import { sql } from 'drizzle-orm';
import { type TenantTransaction, rowsOf } from './connect.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What comes late has so long after the end of a stretch. Later still counts when the next stretch is over. */
const lateMs = hourMs;
/** What was not measured by then, since no worker ran, stays unknown. */
const lookBackDays = 60;

/**
 * Measures what became of learners after decisions whose first day, three days or two weeks are over: of both arms alike,
 * from the moment that was planned, whether anything was sent or not. Whatever is measured once is measured again when the next
 * stretch is over. What lies before `keptSince`, of which events may be gone, stays unknown. Returns how many it measured.
 */
export async function measureOutcomes(
  tx: TenantTransaction,
  tenant: string,
  { now, keptSince, most }: { now: number; keptSince: number; most: number },
): Promise<number> {
  const since = Math.max(keptSince, now - lookBackDays * dayMs);
  const over = (ms: number) => sql`d.send_at <= ${new Date(now - ms - lateMs).toISOString()}::timestamptz`;
  const within = (hours: number, from = 0) =>
    sql`e.at > due.send_at + make_interval(hours => ${from}) and e.at <= due.send_at + make_interval(hours => ${hours})`;
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with due as materialized (
          select d.id, d.learner_id, d.enrolment_id, d.rule, d.kind, d.send_at,
            d.facts#>>'{offers,micro_assessment,skill}' as skill, ${over(3 * dayMs)} as over72, ${over(14 * dayMs)} as over14
          from nudge_decisions d
          where d.tenant_id = ${tenant} and d.kind is not null and d.send_at > ${new Date(since).toISOString()}::timestamptz
            and (d.returned24 is null and ${over(dayMs)} or d.returned72 is null and ${over(3 * dayMs)}
              or d.active14 is null and ${over(14 * dayMs)})
          order by d.send_at
          limit ${most}
          for update skip locked
        )
        update nudge_decisions d set
          returned24 = ${exists(tenant, within(24))},
          returned72 = case when due.over72 then ${exists(tenant, within(72))} end,
          did = case when due.over72 then ${did(tenant, within(72))} end,
          active14 = case when due.over14 then ${exists(tenant, within(14 * 24, 7 * 24))} end,
          measured_at = ${new Date(now).toISOString()}::timestamptz
        from due
        where d.tenant_id = ${tenant} and d.id = due.id
        returning d.id`,
  );
  return rows.length;
}

/** Whether they did something on the platform: what others write to them, note about them or mark is none of it. */
function exists(tenant: string, within: ReturnType<typeof sql>, which = sql`true`) {
  return sql`exists (select from events e where e.tenant_id = ${tenant} and e.enrolment_id = due.enrolment_id
    and ${within} and e.type not in ('message', 'attendance') and e.body->'graded' is distinct from 'true'::jsonb and ${which})`;
}

/**
 * Whether they did the thing asked for. It is asked of those who were not asked as well, so that only what they might do
 * by themselves can be compared: nobody joins what they were not invited to.
 */
function did(tenant: string, within: ReturnType<typeof sql>) {
  const answered = sql`e.type in ('quiz_attempt', 'answer')
    and (due.kind <> 'micro_assessment' or due.skill is null or e.body->>'skill' = due.skill)`;
  return sql`case
    when due.kind = 'peer_challenge' then exists (
      select from challenge_members m where m.tenant_id = ${tenant} and m.learner_id = due.learner_id
        and m.joined_at > due.send_at and m.joined_at <= due.send_at + interval '72 hours')
    when due.kind = 'mentor_connection' then exists (
      select from cases c where c.tenant_id = ${tenant} and c.enrolment_id = due.enrolment_id and c.cause = 'asked'
        and c.opened_at > due.send_at and c.opened_at <= due.send_at + interval '72 hours')
    when due.kind = 'micro_assessment' or due.rule = 'low_results' then ${exists(tenant, within, answered)}
    when due.rule = 'work_due' then ${exists(tenant, within, sql`e.type = 'assignment_submission'`)}
    else ${exists(tenant, within)} end`;
}
