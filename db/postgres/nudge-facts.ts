import { noPlan } from '#engagement/course-plan.ts';
import type { NudgeFacts } from '#engagement/nudge.ts';
import type { NudgePolicy } from '#engagement/nudging/policy.ts';
import { usualPreferences } from '#engagement/nudging/preferences.ts';
import { usualScoring } from '#engagement/scoring.ts';
import type { TenantTransaction } from './connect.ts';
import { doneAmong } from './nudge-done.ts';
import { evidenceByBand } from './nudge-evidence.ts';
import { habitsIn } from './nudge-habits.ts';
import { type About, offersFor } from './nudge-offers.ts';
import { pastsOf } from './nudge-pasts.ts';
import { type Place, type Undecided, placesOf } from './nudge-places.ts';
import { policiesOf } from './nudge-policies.ts';
import { stoppedKinds } from './nudge-stops.ts';
import { scoringOfProgrammes } from './scorings.ts';

/** All that a decision goes by, as it is now; null when the learner is no more in the cohort. */
export async function nudgeFactsOf(
  tx: TenantTransaction,
  row: Undecided,
  now: number,
): Promise<NudgeFacts | null> {
  const [facts = null] = await nudgeFactsFor(tx, row.tenantId, [row], now);
  return facts;
}

/** The same of several in one tenant, in their order: each thing is asked once for all of them, however many there are. */
export async function nudgeFactsFor(
  tx: TenantTransaction,
  tenant: string,
  rows: readonly Undecided[],
  now: number,
): Promise<(NudgeFacts | null)[]> {
  const places = await placesOf(
    tx,
    tenant,
    rows.map(({ enrolmentId }) => enrolmentId),
    now,
  );
  const programmes = [...new Set([...places.values()].map(({ programme }) => programme))];
  const policies = await policiesOf(tx, tenant, programmes);
  const scorings = await scoringOfProgrammes(tx, tenant, programmes);
  const known = rows.map((row) => {
    const place = places.get(row.enrolmentId);
    const policy = place && policies.get(place.programme);
    return place && policy ? { row, place, about: aboutOf(row, place, policy, now) } : null;
  });
  const found = known.filter((one) => one !== null);
  const abouts = found.map(({ about }) => about);
  const pasts = await pastsOf(tx, tenant, [...new Set(abouts.map(({ learner }) => learner))], now);
  const habits = await habitsIn(
    tx,
    tenant,
    found.map(({ about, place: { enrolments } }) => ({ ...about, enrolments })),
    now,
  );
  const offers = await offersFor(tx, tenant, abouts, now);
  const evidence = await evidenceByBand(tx, tenant, now);
  const stopped = await stoppedKinds(tx, tenant);
  const done = await doneAmong(tx, tenant, found);
  return known.map((one) => {
    if (one === null) return null;
    const { row, place, about } = one;
    const { learner, timeZone } = about;
    return {
      now,
      seed: `${learner} ${row.rule} ${row.period}`,
      learnerSeed: `${tenant} ${learner}`,
      occasion: { rule: row.rule, period: row.period, params: row.asked, until: row.until.getTime() },
      band: about.band,
      hasEnded: place.endsAt !== null && place.endsAt.getTime() <= now,
      daysOff: (scorings.get(place.programme) ?? usualScoring).daysOff,
      timeZone,
      policy: about.policy,
      preferences: about.preferences,
      past: (pasts.get(learner) ?? []).filter(({ id }) => id !== row.nudgeId).map(({ past }) => past),
      habit: habits.of(about),
      offers: offers.get(about) ?? {},
      arms: place.arms,
      evidence: evidence(about.band),
      stopped,
      isDone: done.has(row),
      isContested: place.isContested,
    };
  });
}

function aboutOf(row: Undecided, place: Place, policy: NudgePolicy, now: number): About {
  const preferences = place.preferences ?? usualPreferences;
  return {
    tenant: row.tenantId,
    learner: row.learnerId,
    enrolment: row.enrolmentId,
    cohort: place.cohort,
    programme: place.programme,
    rule: row.rule,
    asked: row.asked,
    askedAt: row.askedAt.getTime(),
    plan: place.plan ?? noPlan,
    preferences,
    policy,
    cohortZone: place.cohortZone,
    timeZone: preferences.timeZone ?? place.cohortZone,
    band: place.band,
    reasons: place.reasons ?? [],
    now,
  };
}
