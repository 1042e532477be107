import { and, eq } from 'drizzle-orm';
import { dayOf } from '#engagement/day.ts';
import {
  type ChallengeGoal,
  type ChallengeWeek,
  membersMost,
  weekToJoin,
} from '#engagement/nudging/challenge.ts';
import { type Willing, areNear, goalOf, groupsOf } from '#engagement/nudging/challenge-groups.ts';
import { type WillingMember, habitsOf, willingIn } from './challenge-willing.ts';
import type { TenantTransaction } from './connect.ts';
import { challengeMembers, challenges, cohorts } from './schema.ts';

/** Somebody who would work with others of a cohort. */
export interface Joiner {
  learner: string;
  enrolment: string;
  cohort: string;
}

/** What there is for them this week: one they are in, one that has room for them, or others to begin one with. */
export type ChallengePlan = { week: ChallengeWeek } & (
  | { what: 'joined'; challenge: string }
  | { what: 'join'; challenge: string; goal: ChallengeGoal; others: number }
  | { what: 'found'; goal: ChallengeGoal; others: WillingMember[] }
);

/** Null in a cohort that has ended, or does before the week does. */
export async function planFor(
  tx: TenantTransaction,
  tenant: string,
  joiner: Joiner,
  now: number,
): Promise<ChallengePlan | null> {
  return (await plansIn(tx, tenant, joiner.cohort, [joiner], now))(joiner);
}

/** The same of several in a cohort: how it works is asked once for all of them. */
export async function plansIn(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  joiners: readonly Omit<Joiner, 'cohort'>[],
  now: number,
): Promise<(joiner: Omit<Joiner, 'cohort'>) => ChallengePlan | null> {
  const [place] = await tx
    .select({ programme: cohorts.programmeId, timeZone: cohorts.timeZone, endsAt: cohorts.endsAt })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), eq(cohorts.id, cohort)));
  if (place === undefined) return () => null;
  const { timeZone, endsAt, programme } = place;
  const week = weekToJoin(now, timeZone);
  if (endsAt !== null && endsAt.getTime() < week.endsAt) return () => null;

  const all = await challengesOfWeek(tx, tenant, cohort, week);
  // Whoever was asked this week is not asked again, whatever they answered.
  const asked = new Map(all.flatMap(({ members }) => [...members].map(([id, one]) => [id, one.enrolment])));
  const willing = (await willingIn(tx, tenant, { cohort, programme }, now)).filter(
    (one) => !asked.has(one.learner),
  );
  const others = [...asked].map(([id, itsEnrolment]) => ({ learner: id, enrolment: itsEnrolment }));
  const known = new Map([...willing, ...others, ...joiners].map((one) => [one.learner, one]));
  const habits = await habitsOf(tx, tenant, [...known.values()], { timeZone, now });
  const byLearner = new Map(habits.map((one) => [one.learner, one]));
  return ({ learner }) => planOf(learner, { cohort, week, timeZone, all, willing, byLearner }, now);
}

interface CohortWeek {
  cohort: string;
  week: ChallengeWeek;
  timeZone: string;
  all: { id: string; goal: ChallengeGoal; members: Map<string, Membership> }[];
  willing: WillingMember[];
  byLearner: ReadonlyMap<string, Willing>;
}

function planOf(
  learner: string,
  { cohort, week, timeZone, all, willing, byLearner }: CohortWeek,
  now: number,
): ChallengePlan | null {
  const joined = all.find((one) => isJoined(one.members.get(learner)));
  if (joined) return { week, what: 'joined', challenge: joined.id };
  const mine = byLearner.get(learner);
  if (mine === undefined) return null;

  const open = all.find(({ members }) => {
    const there = [...members].filter(([, one]) => isJoined(one)).map(([id]) => id);
    if (there.length === 0 || there.length >= membersMost) return false;
    const own = members.get(learner);
    if (own !== undefined) return !own.left;
    return there.every((id) => {
      const other = byLearner.get(id);
      return other !== undefined && areNear(mine, other);
    });
  });
  if (open) {
    const there = [...open.members.values()].filter(isJoined).length;
    return { week, what: 'join', challenge: open.id, goal: open.goal, others: there };
  }

  const free = willing.filter((one) => one.learner !== learner);
  const candidates = [mine, ...free.flatMap((one) => byLearner.get(one.learner) ?? [])];
  const groups = groupsOf(candidates, `${cohort} ${week.monday}`);
  const group = groups.find((one) => one.some(({ learner: id }) => id === learner)) ?? [mine];
  const ids = new Set(group.map((one) => one.learner));
  const daysLeft = week.monday + 7 - Math.max(week.monday, dayOf(now, timeZone));
  return {
    week,
    what: 'found',
    goal: goalOf(group, daysLeft),
    others: free.filter((one) => ids.has(one.learner)),
  };
}

interface Membership {
  enrolment: string;
  joined: boolean;
  left: boolean;
}

function isJoined(one: Membership | undefined): boolean {
  return one !== undefined && one.joined && !one.left;
}

/** The challenges of a cohort that begin with a week, oldest first, with who was asked. */
async function challengesOfWeek(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  { startsAt }: ChallengeWeek,
): Promise<{ id: string; goal: ChallengeGoal; members: Map<string, Membership> }[]> {
  const rows = await tx
    .select({ id: challenges.id, goal: challenges.goal, member: challengeMembers })
    .from(challenges)
    .innerJoin(challengeMembers, eq(challengeMembers.challengeId, challenges.id))
    .where(
      and(
        eq(challenges.tenantId, tenant),
        eq(challenges.cohortId, cohort),
        eq(challenges.startsAt, new Date(startsAt)),
      ),
    )
    .orderBy(challenges.id, challengeMembers.learnerId);
  return Array.from(
    Map.groupBy(rows, ({ id }) => id),
    ([id, own]) => ({
      id,
      goal: own[0]?.goal ?? { what: 'active_days', each: 2 },
      members: new Map(
        own.map(({ member: { learnerId, enrolmentId, joinedAt, leftAt } }) => [
          learnerId,
          { enrolment: enrolmentId, joined: joinedAt !== null, left: leftAt !== null },
        ]),
      ),
    }),
  );
}
