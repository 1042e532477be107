import { type SQL, and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { CoursePlan } from '#engagement/course-plan.ts';
import type { NudgeFacts } from '#engagement/nudge.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import type { TenantTransaction } from './connect.ts';
import { isOneOf } from './many.ts';
import type { DecisionRow } from './nudge-decisions.ts';
import {
  assessments,
  cases,
  challengeMembers,
  challenges,
  cohorts,
  contests,
  enrolments,
  nudgeArms,
  nudgePreferences,
} from './schema.ts';

/** What a decision is to be made on, be it stored or not. */
export type Undecided = Pick<
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

/** Where a learner is, and what is known of them there. */
export interface Place {
  /** All of theirs, here and elsewhere. */
  enrolments: string[];
  cohort: string;
  programme: string;
  cohortZone: string;
  endsAt: Date | null;
  plan: CoursePlan | null;
  preferences: NudgePreferences | null;
  band: Band | null;
  reasons: Reason[] | null;
  arms: NudgeFacts['arms'];
  isContested: boolean;
  /** Somebody has taken them on already. */
  isWithMentor: boolean;
  isInChallenge: boolean;
}

/** By enrolment. */
export async function placesOf(
  tx: TenantTransaction,
  tenant: string,
  ids: readonly string[],
  now: number,
): Promise<Map<string, Place>> {
  const learner = enrolments.learnerId;
  const others = alias(enrolments, 'others');
  const rows = await tx
    .select({
      enrolment: enrolments.id,
      enrolments: sql<string[]>`array(select ${others.id} from ${enrolments} as others
        where ${others.tenantId} = ${tenant} and ${others.learnerId} = ${learner})`,
      cohort: cohorts.id,
      programme: cohorts.programmeId,
      cohortZone: cohorts.timeZone,
      endsAt: cohorts.endsAt,
      plan: cohorts.plan,
      preferences: nudgePreferences.preferences,
      band: assessments.band,
      reasons: assessments.reasons,
      arms: sql<
        NudgeFacts['arms']
      >`(select coalesce(jsonb_object_agg(${nudgeArms.kind}, ${nudgeArms.arm}), '{}')
        from ${nudgeArms} where ${nudgeArms.tenantId} = ${tenant} and ${nudgeArms.learnerId} = ${learner})`,
      isContested: thereIs(sql`${contests} where ${contests.tenantId} = ${tenant}
        and ${contests.learnerId} = ${learner} and ${contests.status} = 'open'`),
      isWithMentor: thereIs(sql`${cases} where ${cases.tenantId} = ${tenant}
        and ${cases.enrolmentId} = ${enrolments.id} and ${cases.status} = 'claimed'`),
      isInChallenge:
        thereIs(sql`${challengeMembers} join ${challenges} on ${challenges.id} = ${challengeMembers.challengeId}
        where ${challengeMembers.tenantId} = ${tenant} and ${challengeMembers.learnerId} = ${learner}
          and ${challengeMembers.leftAt} is null and ${challengeMembers.joinedAt} is not null
          and ${challenges.endsAt} > ${new Date(now).toISOString()}`),
    })
    .from(enrolments)
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .leftJoin(
      nudgePreferences,
      and(eq(nudgePreferences.tenantId, tenant), eq(nudgePreferences.learnerId, learner)),
    )
    .leftJoin(assessments, eq(assessments.enrolmentId, enrolments.id))
    .where(and(eq(enrolments.tenantId, tenant), isOneOf(enrolments.id, [...new Set(ids)])));
  return new Map(rows.map(({ enrolment, ...place }) => [enrolment, place]));
}

function thereIs(such: SQL): SQL<boolean> {
  return sql<boolean>`exists (select from ${such})`;
}
