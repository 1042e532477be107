import type { TenantTransaction } from '#db/postgres/connect.ts';
import { coursePlanOf } from '#db/postgres/course-plans.ts';
import { enrolledBefore, learnerFacts } from '#db/postgres/learner-facts.ts';
import { firstSelected } from '#db/postgres/selections.ts';
import { cohortTime, endOf } from '#engagement/cohort.ts';
import { dayMs, dayOf, dayOfDate } from '#engagement/day.ts';
import { differencesOf } from '#engagement/difference.ts';
import type { DifferenceReport } from '#engagement/difference-report.ts';
import { sampleOf } from '#engagement/differing/sample.ts';
import type { CohortView } from '#engagement/screen/cohort-view.ts';
import type { Selection } from '#engagement/selection.ts';

/** A thousand learners for four weeks: what PostgreSQL counts in about a second. Of more a part is drawn by lot. */
const learnerDaysMost = 28_000;
/** Of the longest stretch as of the shortest. */
const learnersMost = 5_000;
/** However long ago the page was opened today, it says how they stand today. */
const presentMs = dayMs;
/** As many names as anybody reads. */
const namedMost = 200;

export async function differenceOfSelection(
  tx: TenantTransaction,
  tenant: string,
  cohort: CohortView['cohort'],
  { id, enrolments, ...times }: Selection,
  now: number,
): Promise<DifferenceReport> {
  const { timeZone } = cohort;
  const [from, to] = [new Date(times.from), new Date(times.to)];
  const days = (to.getTime() - from.getTime()) / dayMs;
  const selected = new Set(enrolments);
  const all = await enrolledBefore(tx, tenant, cohort.id, to);
  const most = Math.min(learnersMost, Math.max(1, Math.floor(learnerDaysMost / days)));
  const sample = sampleOf(all, selected, most);
  const isSampled = sample.length < all.length;
  const isPast = to.getTime() < cohortTime(endOf(cohort), now) - presentMs;
  const facts = await learnerFacts(tx, tenant, {
    cohort: cohort.id,
    timeZone,
    from,
    to,
    enrolments: isSampled ? sample : null,
    isPast,
  });
  const plan = (await coursePlanOf(tx, tenant, cohort.id))?.plan;
  return {
    id,
    cohort: { id: cohort.id, name: cohort.name },
    timeZone,
    ...times,
    learners: await firstSelected(tx, tenant, enrolments, namedMost),
    selected: selected.size,
    all: all.length,
    isSampled,
    asOf: isPast ? 'then' : 'now',
    ...differencesOf(facts, selected, {
      days,
      dueOn: dueWithin(plan?.deadlines ?? [], dayOf(from.getTime(), timeZone), dayOf(to.getTime(), timeZone)),
    }),
  };
}

/** Work is handed in before and after it is due: dates near the stretch count, too. */
const nearDays = 10;

function dueWithin(deadlines: readonly { dueOn: string }[], first: number, last: number): number[] {
  return deadlines
    .map(({ dueOn }) => dayOfDate(dueOn))
    .filter((day) => day >= first - nearDays && day <= last + nearDays);
}
