import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { eventsBetween } from '#db/postgres/events.ts';
import { remarksByDate } from '#db/postgres/remarks.ts';
import { retentionOf } from '#db/postgres/retention.ts';
import { type CohortRules, cohortRules } from '#db/postgres/scorings.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';
import { type DueWeeks, dueWeeks } from '#db/postgres/weeks-due.ts';
import { storeWeeks } from '#db/postgres/weeks.ts';
import { cohortTime } from '#engagement/cohort.ts';
import { dayMs, dayOf, dayOfDate, mondayOf, startOfDay } from '#engagement/day.ts';
import { daysLookedBack, pastOf } from '#engagement/past.ts';
import { weeksOver } from '#engagement/past-weeks.ts';
import { remarkedBetween } from '#engagement/remarks.ts';
import { scoredDays } from '#engagement/score.ts';

const learnersAtOnce = 20;
/** The lock is held for so long at most; the loop takes the next step at once. */
const stepMs = 3_000;
/** A history that was imported is scored so far back. */
const weeksMost = 53;

/**
 * Scores the weeks that are over from their events, which a tenant does not keep for ever; the newest scored one
 * once more, for what came late. Returns how many learners it did; 0 when there is nothing left to do, or another
 * worker is doing it.
 */
export async function scoreWeeks(db: Database, now: number): Promise<number> {
  const scored = await ifAlone(db, 'score weeks', async () => {
    const until = performance.now() + stepMs;
    let learners = 0;
    for (const tenant of await allTenants(db)) {
      for (
        let some = learnersAtOnce;
        some === learnersAtOnce && performance.now() < until;
        learners += some
      ) {
        some = await asTenant(db, tenant, (tx) => scoreSome(tx, tenant, now));
      }
    }
    return learners;
  });
  return scored ?? 0;
}

async function scoreSome(tx: TenantTransaction, tenant: string, now: number): Promise<number> {
  const { eventDays } = await retentionOf(tx, tenant);
  const due = await dueWeeks(tx, tenant, { now, eventDays, most: learnersAtOnce });
  const cohorts = [...new Set(due.map((one) => one.cohort))];
  const rules = await cohortRules(tx, tenant, cohorts, now - (eventDays + daysLookedBack) * dayMs);
  for (const one of due) {
    const own = rules.get(one.cohort);
    if (own !== undefined) await scoreLearner(tx, tenant, one, own, { eventDays, now });
  }
  return due.length;
}

async function scoreLearner(
  tx: TenantTransaction,
  tenant: string,
  { enrolment, enrolledAt, from, to }: DueWeeks,
  rules: CohortRules,
  { eventDays, now }: { eventDays: number; now: number },
): Promise<void> {
  const { timeZone, endsAt } = rules;
  const keptSince = dayOf(now - eventDays * dayMs, timeZone) + 1;
  const last = dayOfDate(to);
  const earliest = Math.max(last - 7 * (weeksMost - 1), mondayOf(keptSince + 6));
  const first = Math.min(last, Math.max(earliest, from === null ? earliest : dayOfDate(from)));
  const needed = first - daysLookedBack - scoredDays + 1;
  const begins = new Date(startOfDay(needed, timeZone));
  const ends = new Date(startOfDay(last + 7, timeZone));
  const events = await eventsBetween(tx, tenant, enrolment, begins, ends);
  const past = pastOf(events, { ...rules, enrolledAt: enrolledAt.getTime() }, keptSince);
  const lastDay = dayOf(cohortTime(endsAt, now), timeZone);
  const remarks = await remarksByDate(tx, tenant, enrolment, timeZone);
  const weeks = weeksOver(past, first, last, lastDay).map((week) => ({
    enrolment,
    week,
    scoredAt: new Date(now),
    ...remarkedBetween(remarks, week.startsOn, week.endsOn),
  }));
  await storeWeeks(tx, tenant, weeks);
}
