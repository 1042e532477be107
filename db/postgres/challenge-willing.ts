import { sql } from 'drizzle-orm';
import { armOf } from '#engagement/nudging/arm.ts';
import type { Arm } from '#engagement/nudging/arm.ts';
import type { Willing } from '#engagement/nudging/challenge-groups.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { textArray } from './many.ts';
import { policyOf } from './nudge-policies.ts';

/** Somebody of a cohort who may be asked to a week together. */
export interface WillingMember {
  learner: string;
  enrolment: string;
  name: string;
  shownAs: string | null;
}

/** So many of a cohort are matched at once. */
const willingMost = 500;

/**
 * Who of a cohort said that they like to work with others, and may be asked now. Whoever is held out of such nudges is
 * not asked by way of others, either: what comes of being asked could not be known otherwise.
 */
export async function willingIn(
  tx: TenantTransaction,
  tenant: string,
  { cohort, programme }: { cohort: string; programme: string },
  now: number,
): Promise<WillingMember[]> {
  const rows = await rowsOf<WillingMember & { preferences: NudgePreferences; arm: Arm | null }>(
    tx,
    sql`select l.id as learner, e.id as enrolment, l.name, p.preferences, a.arm,
          p.preferences->>'shownAs' as "shownAs"
        from nudge_preferences p
        join learners l on l.tenant_id = p.tenant_id and l.id = p.learner_id
        join enrolments e on e.tenant_id = p.tenant_id and e.learner_id = l.id and e.cohort_id = ${cohort}
        left join nudge_arms a on a.tenant_id = p.tenant_id and a.learner_id = l.id and a.kind = 'peer_challenge'
        where p.tenant_id = ${tenant} and (p.preferences->>'joinsChallenges')::boolean
        order by l.id limit ${willingMost}`,
  );
  const { holdOutPercent } = await policyOf(tx, tenant, programme);
  return rows
    .filter(({ learner, preferences: { declined, pausedUntil, snoozedUntil }, arm }) => {
      const isAway = Math.max(pausedUntil ?? 0, snoozedUntil ?? 0) > now;
      const drawn = arm ?? armOf(`${tenant} ${learner}`, 'peer_challenge', holdOutPercent);
      return !isAway && !declined.includes('peer_challenge') && drawn === 'treated';
    })
    .map(({ learner, enrolment, name, shownAs }) => ({ learner, enrolment, name, shownAs }));
}

const habitWeeks = 3;
const weekMs = 7 * 86_400_000;

/** How learners worked in the last weeks, by enrolment. */
export async function habitsOf(
  tx: TenantTransaction,
  tenant: string,
  members: readonly Pick<WillingMember, 'learner' | 'enrolment'>[],
  { timeZone, now }: { timeZone: string; now: number },
): Promise<Willing[]> {
  const rows = await rowsOf<{ enrolment: string; days: number; answers: number; percent: number | null }>(
    tx,
    sql`select e.enrolment_id as enrolment,
          (count(distinct (e.at at time zone ${timeZone})::date)
            filter (where e.type not in ('message', 'attendance', 'session_start', 'session_heartbeat', 'session_end')))::int as days,
          (count(*) filter (where e.type in ('quiz_attempt', 'answer')))::int as answers,
          avg(coalesce((e.body->>'percent')::float, case e.body->>'correct' when 'true' then 100 when 'false' then 0 end))
            filter (where e.type in ('quiz_attempt', 'answer')) as percent
        from events e
        where e.tenant_id = ${tenant} and e.enrolment_id = any(${textArray(members.map(({ enrolment }) => enrolment))})
          and e.at > ${new Date(now - habitWeeks * weekMs).toISOString()} and e.at <= ${new Date(now).toISOString()}
        group by 1`,
  );
  const found = new Map(rows.map((row) => [row.enrolment, row]));
  return members.map(({ learner, enrolment }) => {
    const { days = 0, answers = 0, percent = null } = found.get(enrolment) ?? {};
    return { learner, activeDays: days / habitWeeks, answers: answers / habitWeeks, percent };
  });
}
