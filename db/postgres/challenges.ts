import { type SQL, and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { isoWeekOf } from '#engagement/nudge.ts';
import { membersMost, nameShown } from '#engagement/nudging/challenge.ts';
import { newId } from '../id.ts';
import { type Joiner, planFor } from './challenge-plans.ts';
import { type WillingMember } from './challenge-willing.ts';
import { type TenantTransaction, addJob, addJobs, rowsOf } from './connect.ts';
import { textArray } from './many.ts';
import { askForNudges } from './nudge-decisions.ts';
import { preferencesOf } from './nudge-preferences.ts';
import { challengeMembers, challenges, cohorts, learners } from './schema.ts';

/**
 * Joins the week together that there is for somebody, or begins one and asks the others of their group. Done twice it is
 * the same one. Null where there is none, since the cohort ends.
 */
export async function joinWeek(
  tx: TenantTransaction,
  tenant: string,
  joiner: Joiner & { nudge: string | null },
  now: number,
): Promise<string | null> {
  await holdCohort(tx, tenant, joiner.cohort);
  const plan = await planFor(tx, tenant, joiner, now);
  if (plan === null) return null;
  if (plan.what === 'joined') return plan.challenge;
  const challenge = plan.what === 'join' ? plan.challenge : newId();
  const { startsAt, endsAt, monday } = plan.week;
  if (plan.what === 'found') {
    const { goal } = plan;
    const times = { startsAt: new Date(startsAt), endsAt: new Date(endsAt), createdAt: new Date(now) };
    await tx
      .insert(challenges)
      .values({ id: challenge, tenantId: tenant, cohortId: joiner.cohort, goal, ...times });
    await ask(tx, tenant, { challenge, cohort: joiner.cohort, monday, startsAt }, plan.others, now);
  }
  await seat(tx, tenant, challenge, joiner, now);
  return challenge;
}

/** Takes up an invitation; why not, where that is so. */
export async function joinChallenge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  learner: string,
  now: number,
): Promise<'joined' | 'not_found' | 'over' | 'full'> {
  const found = await membershipOf(tx, tenant, id, learner);
  if (found === null) return 'not_found';
  if (found.joinedAt !== null && found.leftAt === null) return 'joined';
  if (found.endsAt.getTime() <= now) return 'over';
  await holdCohort(tx, tenant, found.cohort);
  const there = await tx.$count(
    challengeMembers,
    and(
      eq(challengeMembers.tenantId, tenant),
      eq(challengeMembers.challengeId, id),
      isNotNull(challengeMembers.joinedAt),
      isNull(challengeMembers.leftAt),
    ),
  );
  if (there >= membersMost) return 'full';
  await seat(tx, tenant, id, { learner, enrolment: found.enrolment, nudge: null }, now);
  return 'joined';
}

/** Leaves at once, or turns an invitation down; false when there was nothing to leave. */
export async function leaveChallenge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  learner: string,
  now: number,
): Promise<boolean> {
  if ((await membershipOf(tx, tenant, id, learner)) === null) return false;
  const { tenantId, challengeId, learnerId, leftAt } = challengeMembers;
  await tx
    .update(challengeMembers)
    .set({ leftAt: new Date(now) })
    .where(and(eq(tenantId, tenant), eq(challengeId, id), eq(learnerId, learner), isNull(leftAt)));
  await showChallenge(tx, tenant, id, `left:${learner}:${now}`);
  return true;
}

/** Whether a challenge is one of this tenant's. */
export async function isChallenge(tx: TenantTransaction, tenant: string, id: string): Promise<boolean> {
  return (await tx.$count(challenges, and(eq(challenges.tenantId, tenant), eq(challenges.id, id)))) > 0;
}

/** From here on the others see this learner so, in what is not over; whoever wants no more weeks is not asked to any. */
export async function renameMember(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  now: number,
): Promise<void> {
  const { joinsChallenges } = await preferencesOf(tx, tenant, learner);
  const shownAs = await shownAsOf(tx, tenant, learner);
  const { tenantId, learnerId, leftAt, joinedAt, challengeId } = challengeMembers;
  const running: SQL = sql`exists (select from ${challenges} where ${challenges.id} = ${challengeId}
    and ${challenges.endsAt} > ${new Date(now).toISOString()})`;
  const own = and(eq(tenantId, tenant), eq(learnerId, learner), isNull(leftAt), running);
  const changed = await tx
    .update(challengeMembers)
    .set({ shownAs })
    .where(own)
    .returning({ id: challengeId });
  if (!joinsChallenges)
    await tx
      .update(challengeMembers)
      .set({ leftAt: new Date(now) })
      .where(and(own, isNull(joinedAt)));
  for (const { id } of changed) await showChallenge(tx, tenant, id, `renamed:${learner}:${now}`);
}

/** Adds the jobs that show to all of its members how far these learners are, where they work with others now. */
export async function showProgress(
  tx: TenantTransaction,
  tenant: string,
  moved: readonly string[],
  now: Date,
): Promise<void> {
  if (moved.length === 0) return;
  const touched = await rowsOf<{ id: string }>(
    tx,
    sql`select distinct c.id from challenge_members m join challenges c on c.id = m.challenge_id
        where m.tenant_id = ${tenant} and m.learner_id = any(${textArray(moved)})
          and m.joined_at is not null and m.left_at is null
          and c.starts_at <= ${now.toISOString()} and c.ends_at > ${now.toISOString()}`,
  );
  const jobs = touched.map(({ id }) => ({ payload: { tenant, challenge: id }, key: `challenge:${id}` }));
  await addJobs(tx, 'announce_challenge', jobs);
}

/** Everybody who was ever asked to one. */
export async function learnersOfChallenge(
  tx: TenantTransaction,
  tenant: string,
  id: string,
): Promise<string[]> {
  const rows = await tx
    .select({ learner: challengeMembers.learnerId })
    .from(challengeMembers)
    .where(and(eq(challengeMembers.tenantId, tenant), eq(challengeMembers.challengeId, id)));
  return rows.map(({ learner }) => learner);
}

/** A member of a challenge, with what it is; of those that a learner is in or was asked to, and that end after a moment. */
export async function membersAround(tx: TenantTransaction, tenant: string, learner: string, endsAfter: Date) {
  const own = sql`(select challenge_id from challenge_members
    where tenant_id = ${tenant} and learner_id = ${learner} and left_at is null)`;
  return tx
    .select({
      challenge: challenges,
      member: challengeMembers,
      cohortName: cohorts.name,
      timeZone: cohorts.timeZone,
      cohortEndsAt: cohorts.endsAt,
    })
    .from(challenges)
    .innerJoin(challengeMembers, eq(challengeMembers.challengeId, challenges.id))
    .innerJoin(cohorts, eq(cohorts.id, challenges.cohortId))
    .where(
      and(
        eq(challenges.tenantId, tenant),
        gt(challenges.endsAt, endsAfter),
        sql`${challenges.id} in ${own}`,
        isNull(challengeMembers.leftAt),
      ),
    )
    .orderBy(challenges.startsAt, challenges.id);
}

/** Of two who would join the same week of a cohort at once, one waits: they end in one group. */
async function holdCohort(tx: TenantTransaction, tenant: string, cohort: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`challenges ${tenant} ${cohort}`}, 0))`,
  );
}

/** Asks others to a week, by a nudge that is decided with all the care that any other is. */
async function ask(
  tx: TenantTransaction,
  tenant: string,
  about: { challenge: string; cohort: string; monday: number; startsAt: number },
  others: readonly WillingMember[],
  now: number,
): Promise<void> {
  if (others.length === 0) return;
  const { challenge, cohort, monday, startsAt } = about;
  await tx.insert(challengeMembers).values(
    others.map(({ learner, enrolment, name, shownAs }) => ({
      tenantId: tenant,
      challengeId: challenge,
      learnerId: learner,
      enrolmentId: enrolment,
      shownAs: nameShown(shownAs, name),
      invitedAt: new Date(now),
    })),
  );
  const asked = others.map(({ learner, enrolment }) => ({
    learner,
    enrolment,
    cohort,
    rule: 'working_together' as const,
    period: isoWeekOf(monday),
    params: {},
    until: startsAt + askDaysMs,
  }));
  await askForNudges(tx, tenant, asked, new Date(now));
}

/** As long as one can begin: to the end of Thursday. */
const askDaysMs = 4 * 86_400_000 - 1;

async function seat(
  tx: TenantTransaction,
  tenant: string,
  challenge: string,
  { learner, enrolment, nudge }: { learner: string; enrolment: string; nudge: string | null },
  now: number,
): Promise<void> {
  const at = new Date(now);
  const member = { shownAs: await shownAsOf(tx, tenant, learner), joinedAt: at, leftAt: null };
  await tx
    .insert(challengeMembers)
    .values({
      tenantId: tenant,
      challengeId: challenge,
      learnerId: learner,
      enrolmentId: enrolment,
      nudgeId: nudge,
      invitedAt: at,
      ...member,
    })
    .onConflictDoUpdate({
      target: [challengeMembers.tenantId, challengeMembers.challengeId, challengeMembers.learnerId],
      set: nudge === null ? member : { ...member, nudgeId: nudge },
    });
  await showChallenge(tx, tenant, challenge, `joined:${learner}:${now}`);
}

async function shownAsOf(tx: TenantTransaction, tenant: string, learner: string): Promise<string> {
  const [row] = await tx
    .select({ name: learners.name })
    .from(learners)
    .where(and(eq(learners.tenantId, tenant), eq(learners.id, learner)));
  const { shownAs } = await preferencesOf(tx, tenant, learner);
  return nameShown(shownAs, row?.name ?? '');
}

async function membershipOf(tx: TenantTransaction, tenant: string, id: string, learner: string) {
  const { tenantId, challengeId, learnerId, enrolmentId, joinedAt, leftAt } = challengeMembers;
  const [row] = await tx
    .select({
      enrolment: enrolmentId,
      joinedAt,
      leftAt,
      endsAt: challenges.endsAt,
      cohort: challenges.cohortId,
    })
    .from(challengeMembers)
    .innerJoin(challenges, eq(challenges.id, challengeId))
    .where(and(eq(tenantId, tenant), eq(challengeId, id), eq(learnerId, learner)));
  return row ?? null;
}

function showChallenge(tx: TenantTransaction, tenant: string, id: string, what: string): Promise<void> {
  return addJob(tx, 'announce_challenge', { tenant, challenge: id }, `challenge:${id}:${what}`);
}
