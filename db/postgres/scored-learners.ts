import { sql } from 'drizzle-orm';
import type { Band } from '#engagement/risk.ts';
import { type Database, asTenant, rowsOf } from './connect.ts';
import type { ScoringScope } from './scoring-decisions.ts';

/** Somebody whom a scoring is about. */
export interface ScoredLearner {
  enrolment: string;
  learner: string;
  name: string;
  enrolledAt: number;
  /** As they were told last. */
  risk: number | null;
  band: Band | null;
}

/**
 * Everybody scored by a decision, cohort by cohort and at most `size` at a time: the learners of a programme, or of
 * all programmes that follow the tenant. Each part is a transaction of its own, so that none is long.
 */
export async function* scoredLearners(
  db: Database,
  scope: ScoringScope,
  size: number,
): AsyncGenerator<{ programme: string; cohort: string; learners: ScoredLearner[] }> {
  for (const { programme, cohort } of await cohortsScored(db, scope)) {
    for await (const part of learnersIn(db, scope.tenant, cohort, size)) yield { ...part, programme };
  }
}

/** Everybody of a cohort, at most `size` at a time. */
export async function* learnersIn(
  db: Database,
  tenant: string,
  cohort: string,
  size: number,
): AsyncGenerator<{ cohort: string; learners: ScoredLearner[] }> {
  let after = '';
  let learners: ScoredLearner[];
  do {
    learners = await learnersAfter(db, tenant, cohort, after, size);
    after = learners.at(-1)?.learner ?? '';
    if (learners.length > 0) yield { cohort, learners };
  } while (learners.length === size);
}

async function cohortsScored(
  db: Database,
  { tenant, programme }: ScoringScope,
): Promise<{ cohort: string; programme: string }[]> {
  const isMeant =
    programme === null
      ? sql`not exists (
          select from (
            select s.scoring from scorings s
            where s.tenant_id = c.tenant_id and s.programme_id = c.programme_id
            order by s.at desc, s.id desc limit 1
          ) own where own.scoring is not null)`
      : sql`c.programme_id = ${programme}`;
  return asTenant(db, tenant, (tx) =>
    rowsOf<{ cohort: string; programme: string }>(
      tx,
      sql`select c.id as cohort, c.programme_id as programme
          from cohorts c where c.tenant_id = ${tenant} and ${isMeant} order by c.id`,
    ),
  );
}

async function learnersAfter(
  db: Database,
  tenant: string,
  cohort: string,
  after: string,
  size: number,
): Promise<ScoredLearner[]> {
  // In the order of the index over cohort and learner, or each part would sort the whole cohort.
  const rows = await asTenant(db, tenant, (tx) =>
    rowsOf<ScoredLearner & { enrolledAt: string | Date }>(
      tx,
      sql`select n.id as enrolment, l.id as learner, l.name, n.enrolled_at as "enrolledAt", a.risk, a.band
          from enrolments n join learners l on l.id = n.learner_id
          left join assessments a on a.enrolment_id = n.id
          where n.tenant_id = ${tenant} and n.cohort_id = ${cohort} and n.learner_id > ${after}
          order by n.learner_id limit ${size}`,
    ),
  );
  return rows.map((row) => ({ ...row, enrolledAt: new Date(row.enrolledAt).getTime() }));
}
