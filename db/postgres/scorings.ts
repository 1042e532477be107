import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Circumstances } from '#engagement/quiet.ts';
import { type Scoring, usualScoring } from '#engagement/scoring.ts';
import type { TenantTransaction } from './connect.ts';
import { outagesOfCohorts } from './outages.ts';
import { cohorts, scorings } from './schema.ts';

/** What a cohort knows of itself that scores depend on. */
export interface CohortRules extends Omit<Circumstances, 'enrolledAt'> {
  endsAt: number | null;
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
    })
    .from(cohorts)
    .where(and(eq(cohorts.tenantId, tenant), inArray(cohorts.id, [...ids])));
  const scoring = await scoringOfProgrammes(
    tx,
    tenant,
    rows.map((row) => row.programme),
  );
  return new Map(
    rows.map(({ id, programme, timeZone, endsAt }) => [
      id,
      {
        timeZone,
        endsAt: endsAt?.getTime() ?? null,
        scoring: scoring.get(programme) ?? usualScoring,
      },
    ]),
  );
}

/** How each of these programmes scores: as was decided for it last, or else for the tenant, or else as usual. */
async function scoringOfProgrammes(
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
