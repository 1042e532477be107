import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { type Check, drawItems } from '#engagement/nudging/check.ts';
import type { TenantTransaction } from './connect.ts';
import { askedBefore, checkById, checkOfNudge, openChecks, storeCheck } from './checks.ts';
import { itemsOn } from './items.ts';
import { holdLearner } from './nudge-decisions.ts';
import { answerNudge } from './nudges.ts';
import { cohorts, enrolments, nudges } from './schema.ts';

/** What nobody finished for so long is begun anew. */
export const openForMs = 14 * 86_400_000;

/** A check, or why there is none: the nudge is about something else, nothing is there to ask, or the learner is nowhere. */
export type MadeCheck = { check: Check } | { not: 'no_check' | 'no_items' | 'no_cohort' };

/**
 * The check that a nudge offers: made when the learner starts it, which accepts the nudge, in one transaction. Started
 * again it is the same check, as far as it was answered.
 */
export async function startNudge(
  tx: TenantTransaction,
  tenant: string,
  { nudge, learner }: { nudge: string; learner: string },
  now: Date,
): Promise<MadeCheck> {
  await holdLearner(tx, tenant, learner);
  const known = await checkOfNudge(tx, tenant, nudge);
  if (known !== null) return { check: known };
  const [row] = await tx
    .select({
      kind: nudges.kind,
      params: nudges.params,
      enrolment: nudges.enrolmentId,
      cohort: nudges.cohortId,
      programme: cohorts.programmeId,
    })
    .from(nudges)
    .innerJoin(cohorts, eq(cohorts.id, nudges.cohortId))
    .where(and(eq(nudges.tenantId, tenant), eq(nudges.id, nudge)));
  const skill = row?.params['skill'];
  if (row === undefined || row.kind !== 'micro_assessment' || typeof skill !== 'string')
    return { not: 'no_check' };
  const made = await makeCheck(tx, tenant, { learner, nudge, skill, ...row }, now);
  if ('check' in made) await answerNudge(tx, tenant, nudge, 'accepted', now);
  return made;
}

/** A check on a skill that the learner chose: the one they have begun, if there is one. */
export async function startSkill(
  tx: TenantTransaction,
  tenant: string,
  { learner, skill }: { learner: string; skill: string },
  now: Date,
): Promise<MadeCheck> {
  await holdLearner(tx, tenant, learner);
  const open = await openChecks(tx, tenant, learner, new Date(now.getTime() - openForMs));
  const begun = open.find((check) => check.skill === skill);
  if (begun !== undefined) return { check: begun };
  const places = await tx
    .select({ enrolment: enrolments.id, cohort: cohorts.id, programme: cohorts.programmeId })
    .from(enrolments)
    .innerJoin(cohorts, eq(cohorts.id, enrolments.cohortId))
    .where(
      and(
        eq(enrolments.tenantId, tenant),
        eq(enrolments.learnerId, learner),
        or(isNull(cohorts.endsAt), gt(cohorts.endsAt, now)),
      ),
    )
    .orderBy(cohorts.name);
  let made: MadeCheck = { not: 'no_cohort' };
  for (const place of places) {
    made = await makeCheck(tx, tenant, { learner, nudge: null, skill, ...place }, now);
    if ('check' in made) return made;
  }
  return made;
}

/** Questions are kept as they are now: changed or removed later, they stay as they were asked. */
async function makeCheck(
  tx: TenantTransaction,
  tenant: string,
  about: {
    learner: string;
    enrolment: string;
    cohort: string;
    programme: string;
    nudge: string | null;
    skill: string;
  },
  now: Date,
): Promise<MadeCheck> {
  const { learner, enrolment, cohort, programme, nudge, skill } = about;
  const bank = await itemsOn(tx, tenant, programme, skill);
  if (bank.length === 0) return { not: 'no_items' };
  const before = await askedBefore(tx, tenant, learner, skill);
  const items = drawItems(bank, before.times, `${learner} ${skill} ${before.checks}`);
  const id = await storeCheck(tx, tenant, { learner, enrolment, cohort, nudge, skill, items }, now);
  const check = await checkById(tx, tenant, id);
  return check === null ? { not: 'no_items' } : { check };
}
