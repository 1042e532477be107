import { and, desc, eq, gt, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { type CourseDays, type CoursePlan, courseDaysOf, noPlan } from '#engagement/course-plan.ts';
import { dayOf } from '#engagement/day.ts';
import type { Circumstances } from '#engagement/quiet.ts';
import { type Scoring, usualScoring } from '#engagement/scoring.ts';
import type { TenantTransaction } from './connect.ts';
import { outagesOfCohorts } from './outages.ts';
import { assessments, cohorts, scorings } from './schema.ts';

/** What a cohort knows of itself that scores depend on. */
export interface CohortRules extends Omit<Circumstances, 'enrolledAt'> {
  endsAt: number | null;
  plan: CourseDays;
  /** From which risk on, in percent, as many are flagged as mentors can take; null where nobody reckons with them. */
  capacityFloor: number | null;
}

/** Outages matter to scores of two weeks, and to silence that is not yet long whatever they hid. */
export const outagesKnownMs = 21 * 86_400_000;

/** The rules of these cohorts with the outages beyond `since`, by cohort; one that is not there is left out. */
export async function cohortRules(
  tx: TenantTransaction,
  tenant: string,
  ids: readonly string[],
  since: number,
): Promise<Map<string, CohortRules>> {
  const settings = await cohortSettings(tx, tenant, ids);
  const outages = await outagesOfCohorts(tx, tenant, [...ids], since);
  return new Map(Array.from(settings, ([id, own]) => [id, { ...own, outages: outages.get(id) ?? [] }]));
}

/** The same without outages. */
export async function cohortSettings(
  tx: TenantTransaction,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, Omit<CohortRules, 'outages'>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: cohorts.id,
      programme: cohorts.programmeId,
      timeZone: cohorts.timeZone,
      endsAt: cohorts.endsAt,
      plan: cohorts.plan,
    })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), inArray(cohorts.id, [...ids])));
  const scoring = await scoringOfProgrammes(
    tx,
    tenant,
    rows.map((row) => row.programme),
  );
  const capacityFloors = await capacityFloorsOf(tx, tenant, scoring);
  return new Map(
    rows.map(({ id, programme, timeZone, endsAt, plan }) => [
      id,
      {
        timeZone,
        endsAt: endsAt?.getTime() ?? null,
        scoring: scoring.get(programme) ?? usualScoring,
        plan: planOf(plan, endsAt, timeZone),
        capacityFloor: capacityFloors.get(programme) ?? null,
      },
    ]),
  );
}

/** A course whose end nobody planned ends with its cohort. */
function planOf(plan: CoursePlan | null, endsAt: Date | null, timeZone: string): CourseDays {
  const days = courseDaysOf(plan ?? noPlan);
  return { ...days, ends: days.ends ?? (endsAt === null ? null : dayOf(endsAt.getTime() - 1, timeZone)) };
}

/** By programme: the risk, in percent, of the last learner whom its mentors can take. `capacityFloorOf` says the same of a preview. */
async function capacityFloorsOf(
  tx: TenantTransaction,
  tenant: string,
  scoring: ReadonlyMap<string, Scoring>,
): Promise<Map<string, number>> {
  const floors = new Map<string, number>();
  for (const [programme, { risk }] of scoring) {
    if (risk.mentors === 0) continue;
    const [last] = await tx
      .select({ risk: assessments.risk })
      .from(assessments)
      .innerJoin(cohorts, eq(cohorts.id, assessments.cohortId))
      .where(
        and(
          eq(assessments.tenantId, tenant),
          eq(cohorts.programmeId, programme),
          isNotNull(assessments.risk),
          or(isNull(cohorts.endsAt), gt(cohorts.endsAt, sql`now()`)),
        ),
      )
      .orderBy(desc(assessments.risk))
      .offset(risk.mentors * risk.casesEach - 1)
      .limit(1);
    // Where there are fewer than they can take, all of them fit.
    floors.set(programme, 100 * (last?.risk ?? 0) - roundedBy);
  }
  return floors;
}

/** Risks are stored in hundredths of a percent: rounded up, the last whom mentors can take would be below their own risk. */
const roundedBy = 0.005;

/** How each of these programmes scores: as was decided for it last, or else for the tenant, or else as usual. */
export async function scoringOfProgrammes(
  tx: TenantTransaction,
  tenant: string,
  programmes: readonly string[],
): Promise<Map<string, Scoring>> {
  if (programmes.length === 0) return new Map();
  const newest = await tx
    .selectDistinctOn([scorings.programmeId], {
      programme: scorings.programmeId,
      scoring: scorings.scoring,
    })
    .from(scorings)
    .where(
      and(
        eq(scorings.tenantId, tenant),
        or(isNull(scorings.programmeId), inArray(scorings.programmeId, [...programmes])),
      ),
    )
    .orderBy(scorings.programmeId, desc(scorings.at), desc(scorings.id));
  const decided = new Map(newest.map((row) => [row.programme, row.scoring]));
  return new Map(
    programmes.map((programme) => [programme, decided.get(programme) ?? decided.get(null) ?? usualScoring]),
  );
}
