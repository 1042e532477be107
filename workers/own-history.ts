import { type PastCohort, cohortsToLearnFrom } from '#db/postgres/cohort-pasts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { type CountedEvent, readCohortHistory } from '#db/postgres/events.ts';
import { cohortRules } from '#db/postgres/scorings.ts';
import { dayMs, dayOf } from '#engagement/day.ts';
import { type Mark, isCounted, isOnPlatform, markOf } from '#engagement/mark.ts';
import { isDayOff, isDownOn } from '#engagement/quiet.ts';
import type { RiskView } from '#engagement/risk-features.ts';
import { countingDays } from '#engagement/surroundings.ts';
import type { LearnerHistory } from '#engagement/training/class-history.ts';
import type { OwnClass } from '#engagement/training/own-moments.ts';
import { daysHeld } from '#engagement/window.ts';

/** Together in memory only cohort by cohort; it is the moments of all of them that take room. */
const learnersMost = 20_000;
/** A year and more of days of each learner. */
const daysMost = 400;
/** Somebody may have been enrolled here long after they had begun. */
const daysBefore = 90;

/** The cohorts of a tenant as they were recorded, one after the other: what the windows had held on each day. */
export async function* ownClasses(db: Database, tenant: string, now: number): AsyncGenerator<OwnClass> {
  const cohorts = await asTenant(db, tenant, (tx) => cohortsToLearnFrom(tx, tenant, { now, learnersMost }));
  for (const cohort of cohorts) {
    const own = await ownClassOf(db, tenant, cohort, now);
    if (own !== null) yield own;
  }
}

async function ownClassOf(
  db: Database,
  tenant: string,
  { id, timeZone, endsAt, learners }: PastCohort,
  now: number,
): Promise<OwnClass | null> {
  const rules = (await asTenant(db, tenant, (tx) => cohortRules(tx, tenant, [id], 0))).get(id);
  if (rules === undefined) return null;
  // Today is not over, and after the end nobody is expected.
  const lastDay = dayOf(Math.min(now, endsAt ?? now), timeZone) - 1;
  const joined = learners.map(({ enrolledAt }) => dayOf(enrolledAt, timeZone));
  const firstDay = Math.max(
    lastDay - daysMost,
    joined.reduce((least, day) => Math.min(least, day), lastDay) - daysBefore,
  );
  const days = lastDay - firstDay + 1;
  const histories = new Map(
    learners.map(({ enrolment }, index) => [enrolment, openHistory(enrolment, joined[index] ?? null)]),
  );
  await readCohortHistory(db, { tenant, cohort: id, since: (firstDay - 1) * dayMs }, (rows) => {
    for (const { enrolment, event } of rows) {
      const history = histories.get(enrolment);
      if (history !== undefined) countInto(history, event, { timeZone, firstDay, days });
    }
  });
  return {
    history: { name: id, firstDay, course: rules.plan, learners: [...histories.values()] },
    lastDay,
    countsOn: (day) => countingDays(day, rules, daysHeld),
    isTelling: (day) => !isDayOff(day, rules.scoring) && !isDownOn(day, 'lms', rules),
  };
}

const nothing = new Uint16Array(0);

function openHistory(id: string, joined: number | null): LearnerHistory {
  const days: LearnerHistory['days'] = {
    events: nothing,
    quizzes: nothing,
    handedIn: nothing,
    results: nothing,
    percents: nothing,
    present: nothing,
    late: nothing,
    absent: nothing,
    texts: nothing,
    moods: nothing,
  };
  return { id, joined, days };
}

/** As windows count: see `rings` in engagement/window.ts. */
function countInto(
  { days }: LearnerHistory,
  event: CountedEvent,
  { timeZone, firstDay, days: length }: { timeZone: string; firstDay: number; days: number },
): void {
  if (!isCounted(event, event.receivedAt)) return;
  const mark = markOf(event, timeZone);
  const at = mark.day - firstDay;
  if (at < 0 || at >= length) return;
  for (const [name, count] of countsOf(mark)) {
    // Most rings of most learners stay empty, and take no room.
    if (days[name] === nothing) days[name] = new Uint16Array(length);
    const ring = days[name];
    ring[at] = Math.min(0xffff, (ring[at] ?? 0) + count);
  }
}

function countsOf(mark: Mark): [keyof RiskView['own'], number][] {
  const { kind, percent, text, attendance } = mark;
  const counts: [keyof RiskView['own'], number][] = [];
  if (isOnPlatform(mark)) counts.push(['events', 1]);
  if (kind === 'quiz') counts.push(['quizzes', 1]);
  if (kind === 'assignment') counts.push(['handedIn', 1]);
  if (percent !== undefined) counts.push(['results', 1], ['percents', percent]);
  if (text !== undefined && text.mood !== null) counts.push(['texts', 1], ['moods', text.mood + 100]);
  if (attendance !== undefined && attendance.status !== 'excused') counts.push([attendance.status, 1]);
  return counts;
}
