import { type ScoredLearner, scoredLearners } from '#db/postgres/scored-learners.ts';
import type { ScoringScope } from '#db/postgres/scoring-decisions.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type CohortRules, cohortRules, outagesKnownMs } from '#db/postgres/scorings.ts';
import { parseSaid } from '#db/redis/said.ts';
import { readSaid, readWindows } from '#db/redis/windows.ts';
import { cohortTime } from '#engagement/cohort.ts';
import { type ToldRisk, riskPreviewOf } from '#engagement/risk-preview.ts';
import type { Scoring } from '#engagement/scoring.ts';
import { type Looked, type ScoringPreview, addToPreview, emptyPreview } from '#engagement/scoring-preview.ts';
import { readWindow } from '#engagement/window.ts';
import type { Stores } from './stores.ts';

/** Looked at without a pause: some milliseconds, so that others who ask do not notice. */
const atOnce = 250;

/** What another scoring would do to everybody it is about. Nothing is stored; it ends early when nobody waits for it any more. */
export async function previewScoring(
  stores: Stores,
  scope: ScoringScope,
  scoring: Scoring,
  now: number,
  signal: AbortSignal,
): Promise<ScoringPreview> {
  const { tenant } = scope;
  const preview = emptyPreview();
  const told: ToldRisk[] = [];
  const scorings = new Map<string, Scoring>();
  let of: { cohort: string; rules: CohortRules | undefined } = { cohort: '', rules: undefined };
  for await (const { programme, cohort, learners } of scoredLearners(stores.db, scope, atOnce)) {
    if (signal.aborted) break;
    if (of.cohort !== cohort) of = { cohort, rules: await rulesOf(stores, tenant, cohort, now) };
    const { rules } = of;
    if (rules === undefined) continue;
    addToPreview(preview, await looksAt(stores, { tenant, cohort, rules, scoring, now }, learners));
    scorings.set(programme, rules.scoring);
    // Nobody is flagged any more where a cohort has ended: mentors are not reckoned with for its learners.
    if (cohortTime(rules.endsAt, now) < now) continue;
    for (const { risk, band } of learners) told.push({ programme, risk, band });
  }
  return { ...preview, risk: riskPreviewOf(told, scorings, scoring) };
}

async function rulesOf(
  { db }: Stores,
  tenant: string,
  cohort: string,
  now: number,
): Promise<CohortRules | undefined> {
  const known = await asTenant(db, tenant, (tx) => cohortRules(tx, tenant, [cohort], now - outagesKnownMs));
  return known.get(cohort);
}

async function looksAt(
  { redis }: Stores,
  of: { tenant: string; cohort: string; rules: CohortRules; scoring: Scoring; now: number },
  learners: ScoredLearner[],
): Promise<Looked[]> {
  const { tenant, cohort, rules, scoring, now } = of;
  const ids = learners.map((one) => one.enrolment);
  const [windows, memories] = await Promise.all([
    readWindows(redis, tenant, cohort, ids),
    readSaid(redis, tenant, cohort, ids),
  ]);
  const at = cohortTime(rules.endsAt, now);
  return learners.map(({ enrolment, learner, name, enrolledAt }, index) => ({
    who: { learner, name, enrolment, cohort },
    window: readWindow(windows[index] ?? null, at, rules.timeZone),
    at,
    isExpected: at === now,
    before: parseSaid(memories[index] ?? null)?.before,
    of: { ...rules, enrolledAt },
    changed: { ...rules, scoring, enrolledAt },
  }));
}
