import { type SQL, and, eq, gt, isNull, sql } from 'drizzle-orm';
import { courseDaysOf, noPlan } from '#engagement/course-plan.ts';
import { startOfDay } from '#engagement/day.ts';
import { type NudgeFacts, type NudgeKind, type PastNudge, nudgeKinds } from '#engagement/nudge.ts';
import type { KindEvidence } from '#engagement/nudging/choice.ts';
import { usualPreferences } from '#engagement/nudging/preferences.ts';
import type { Habit } from '#engagement/nudging/send-time.ts';
import type { Band } from '#engagement/risk.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import type { DecisionRow } from './nudge-decisions.ts';
import { type About, offersOf } from './nudge-offers.ts';
import { policyOf } from './nudge-policies.ts';
import {
  assessments,
  cohorts,
  contests,
  enrolments,
  nudgeArms,
  nudgeDecisions,
  nudgePreferences,
  nudgeStops,
  nudges,
} from './schema.ts';
import { cohortRules } from './scorings.ts';

const pastDays = 60;
const habitDays = 56;
const evidenceDays = 120;
const dayMs = 86_400_000;
/** What was handed in so many days after a deadline was for that one. */
const lateDays = 3;

/** What a decision is to be made on, be it stored or not. */
type Undecided = Pick<
  DecisionRow,
  | 'tenantId'
  | 'learnerId'
  | 'enrolmentId'
  | 'cohortId'
  | 'rule'
  | 'period'
  | 'asked'
  | 'askedAt'
  | 'until'
  | 'nudgeId'
>;

/** All that a decision goes by, as it is now; null when the learner is no more in the cohort. */
export async function nudgeFactsOf(
  tx: TenantTransaction,
  row: Undecided,
  now: number,
): Promise<NudgeFacts | null> {
  const { tenantId: tenant, learnerId: learner, enrolmentId: enrolment, rule, period } = row;
  const about = await aboutOf(tx, row, now);
  const rules = about && (await cohortRules(tx, tenant, [about.cohort], now)).get(about.cohort);
  if (!about || !rules) return null;
  const { policy, preferences, timeZone, band } = about;
  const past = await pastOf(tx, tenant, learner, row.nudgeId, now);
  return {
    now,
    seed: `${learner} ${rule} ${period}`,
    learnerSeed: `${tenant} ${learner}`,
    occasion: { rule, period, params: row.asked, until: row.until.getTime() },
    band,
    hasEnded: rules.endsAt !== null && rules.endsAt <= now,
    daysOff: rules.scoring.daysOff,
    timeZone,
    policy,
    preferences,
    past,
    habit: await habitOf(tx, tenant, learner, timeZone, now),
    offers: await offersOf(tx, about),
    arms: await armsOf(tx, tenant, learner),
    evidence: await evidenceOf(tx, tenant, band, now),
    stopped: await stoppedKinds(tx, tenant),
    isDone: await isDone(tx, row, enrolment, about),
    isContested: await isContested(tx, tenant, learner),
  };
}

async function aboutOf(tx: TenantTransaction, row: Undecided, now: number): Promise<About | null> {
  const { tenantId: tenant, learnerId: learner, enrolmentId: enrolment } = row;
  const [found] = await tx
    .select({
      cohort: cohorts.id,
      programme: cohorts.programmeId,
      cohortZone: cohorts.timeZone,
      plan: cohorts.plan,
      preferences: nudgePreferences.preferences,
      band: assessments.band,
      reasons: assessments.reasons,
    })
    .from(enrolments)
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .leftJoin(
      nudgePreferences,
      and(eq(nudgePreferences.tenantId, tenant), eq(nudgePreferences.learnerId, enrolments.learnerId)),
    )
    .leftJoin(assessments, eq(assessments.enrolmentId, enrolments.id))
    .where(and(eq(enrolments.tenantId, tenant), eq(enrolments.id, enrolment)));
  if (found === undefined) return null;
  const preferences = found.preferences ?? usualPreferences;
  return {
    tenant,
    learner,
    enrolment,
    cohort: found.cohort,
    programme: found.programme,
    rule: row.rule,
    asked: row.asked,
    askedAt: row.askedAt.getTime(),
    plan: found.plan ?? noPlan,
    preferences,
    policy: await policyOf(tx, tenant, found.programme),
    cohortZone: found.cohortZone,
    timeZone: preferences.timeZone ?? found.cohortZone,
    band: found.band,
    reasons: found.reasons ?? [],
    now,
  };
}

/** What this learner was given, or will be, in all their cohorts; without the one that is asked about. */
async function pastOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  without: string | null,
  now: number,
): Promise<PastNudge[]> {
  const rows = await tx
    .select({ nudge: nudges, returned: nudgeDecisions.returned72, isHeard: heardSince(now) })
    .from(nudges)
    .leftJoin(nudgeDecisions, and(eq(nudgeDecisions.tenantId, tenant), eq(nudgeDecisions.nudgeId, nudges.id)))
    .where(
      and(
        eq(nudges.tenantId, tenant),
        eq(nudges.learnerId, learner),
        isNull(nudges.withdrawnAt),
        gt(nudges.dueAt, new Date(now - pastDays * dayMs)),
      ),
    )
    .orderBy(nudges.dueAt, nudges.id);
  return rows
    .filter(({ nudge }) => nudge.id !== without)
    .map(({ nudge, returned, isHeard }) => ({
      kind: nudge.kind,
      at: (nudge.deliveredAt ?? nudge.dueAt).getTime(),
      isDelivered: nudge.deliveredAt !== null,
      answer: nudge.answer,
      // Who is back is back: that need not wait until it is measured.
      returned: returned ?? (isHeard ? true : null),
    }));
}

/** Whether the learner did something on the platform within three days of a nudge, as far as these have passed. */
function heardSince(now: number): SQL<boolean> {
  return sql<boolean>`exists (
    select from events e join enrolments en on en.id = e.enrolment_id and en.tenant_id = e.tenant_id
    where e.tenant_id = ${nudges.tenantId} and en.learner_id = ${nudges.learnerId}
      and e.at > ${nudges.deliveredAt} and e.at <= least(${nudges.deliveredAt} + interval '72 hours', ${new Date(now).toISOString()})
      and e.type not in ('message', 'attendance'))`;
}

/** When this learner did something on the platform, by hour of the week of their own clock. */
async function habitOf(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  timeZone: string,
  now: number,
): Promise<Habit> {
  const rows = await rowsOf<{ hour: number; count: number }>(
    tx,
    sql`select ((extract(isodow from e.at at time zone ${timeZone}) - 1) * 24 + extract(hour from e.at at time zone ${timeZone}))::int as hour,
          count(*)::int as count
        from events e join enrolments en on en.id = e.enrolment_id and en.tenant_id = e.tenant_id
        where e.tenant_id = ${tenant} and en.learner_id = ${learner}
          and e.at > ${new Date(now - habitDays * dayMs).toISOString()} and e.at <= ${new Date(now).toISOString()}
        group by 1`,
  );
  const habit = Array.from({ length: 168 }, () => 0);
  for (const { hour, count } of rows) habit[hour] = count;
  return habit;
}

async function armsOf(tx: TenantTransaction, tenant: string, learner: string): Promise<NudgeFacts['arms']> {
  const rows = await tx
    .select({ kind: nudgeArms.kind, arm: nudgeArms.arm })
    .from(nudgeArms)
    .where(and(eq(nudgeArms.tenantId, tenant), eq(nudgeArms.learnerId, learner)));
  return Object.fromEntries(rows.map(({ kind, arm }) => [kind, arm]));
}

/** What came of each kind for learners at a risk like this one's. */
async function evidenceOf(
  tx: TenantTransaction,
  tenant: string,
  band: Band | null,
  now: number,
): Promise<Record<NudgeKind, KindEvidence>> {
  const rows = await rowsOf<{ kind: NudgeKind; returned: number; of: number }>(
    tx,
    sql`select kind, (count(*) filter (where returned72))::int as returned, count(*)::int as of
        from nudge_decisions
        where tenant_id = ${tenant} and arm = 'treated' and returned72 is not null and kind is not null
          and send_at > ${new Date(now - evidenceDays * dayMs).toISOString()}
          and facts->>'band' is not distinct from ${band}
        group by kind`,
  );
  const found = new Map(rows.map(({ kind, returned, of }) => [kind, { returned, of }]));
  return Object.fromEntries(
    nudgeKinds.map((kind) => [kind, found.get(kind) ?? { returned: 0, of: 0 }]),
  ) as Record<NudgeKind, KindEvidence>;
}

async function stoppedKinds(tx: TenantTransaction, tenant: string): Promise<NudgeKind[]> {
  const rows = await tx
    .select({ kind: nudgeStops.kind })
    .from(nudgeStops)
    .where(and(eq(nudgeStops.tenantId, tenant), isNull(nudgeStops.endedAt)));
  return rows.map(({ kind }) => kind);
}

async function isContested(tx: TenantTransaction, tenant: string, learner: string): Promise<boolean> {
  const [open] = await tx
    .select({ id: contests.id })
    .from(contests)
    .where(and(eq(contests.tenantId, tenant), eq(contests.learnerId, learner), eq(contests.status, 'open')))
    .limit(1);
  return open !== undefined;
}

/** Whether what the nudge would be about was done since it was asked for, or is under way. */
async function isDone(
  tx: TenantTransaction,
  row: Undecided,
  enrolment: string,
  about: About,
): Promise<boolean> {
  const { tenantId: tenant, askedAt, rule } = row;
  switch (rule) {
    case 'quiet_days':
    case 'streak_at_stake':
      return hasEvents(tx, tenant, enrolment, askedAt, sql`true`);
    case 'low_results':
      return hasEvents(tx, tenant, enrolment, askedAt, sql`type in ('quiz_attempt', 'answer')`);
    case 'work_due':
      return hasEvents(tx, tenant, enrolment, handedInSince(about), sql`type = 'assignment_submission'`);
    case 'asked_for_help':
    case 'high_risk':
      return isWithMentor(tx, tenant, enrolment);
    case 'working_together':
      return isInChallenge(tx, tenant, row.learnerId, about.now);
  }
}

/** What is handed in from here on is for the next deadline. */
function handedInSince({ plan, asked, cohortZone }: About): Date {
  const due = Number(asked['day']);
  const before = courseDaysOf(plan).deadlines.findLast(({ day }) => day < due)?.day;
  const since = before === undefined ? due - 84 : before + lateDays + 1;
  return new Date(startOfDay(since, cohortZone));
}

async function hasEvents(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  since: Date,
  which: ReturnType<typeof sql>,
): Promise<boolean> {
  const [found] = await rowsOf<{ id: string }>(
    tx,
    sql`select id from events where tenant_id = ${tenant} and enrolment_id = ${enrolment}
        and at > ${since.toISOString()} and type not in ('message', 'attendance') and ${which} limit 1`,
  );
  return found !== undefined;
}

/** Somebody has taken them on already. */
async function isWithMentor(tx: TenantTransaction, tenant: string, enrolment: string): Promise<boolean> {
  const [found] = await rowsOf<{ id: string }>(
    tx,
    sql`select id from cases where tenant_id = ${tenant} and enrolment_id = ${enrolment} and status = 'claimed' limit 1`,
  );
  return found !== undefined;
}

async function isInChallenge(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  now: number,
): Promise<boolean> {
  const [found] = await rowsOf<{ id: string }>(
    tx,
    sql`select c.id from challenge_members m join challenges c on c.id = m.challenge_id
        where m.tenant_id = ${tenant} and m.learner_id = ${learner} and m.left_at is null and m.joined_at is not null
          and c.ends_at > ${new Date(now).toISOString()} limit 1`,
  );
  return found !== undefined;
}
