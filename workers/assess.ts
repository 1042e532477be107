import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedisClient } from '#db/redis/connect.ts';
import { type NewAssessment, storeAssessments } from '#db/postgres/assessments.ts';
import { easeAlerts, raiseAlerts } from '#db/postgres/alerts.ts';
import { openCases, refreshCases } from '#db/postgres/cases.ts';
import { showProgress } from '#db/postgres/challenges.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { enrolmentFacts, enrolmentsAmong } from '#db/postgres/enrolments.ts';
import { askForNudges } from '#db/postgres/nudge-decisions.ts';
import { type DueEnrolment, type Lease, type Next, allShards, endLease, leaseDue } from '#db/redis/due.ts';
import { announce } from '#db/redis/feed.ts';
import { type Said, parseSaid, printOf, writeSaid } from '#db/redis/said.ts';
import { readUsual } from '#db/redis/usual.ts';
import { readSaid, readWindows } from '#db/redis/windows.ts';
import { type Look, assess, heldAlerts, nextLookAt, explained } from '#engagement/assessment.ts';
import { needsMentor } from '#engagement/case.ts';
import { cohortTime } from '#engagement/cohort.ts';
import type { CohortUsual } from '#engagement/cohort-usual.ts';
import type { RowChange } from '#engagement/screen/cohort-change.ts';
import { cellsOf } from '#engagement/screen/rings.ts';
import { toldOf } from '#engagement/screen/told.ts';
import type { Occasion } from '#engagement/nudge.ts';
import { occasionsOf } from '#engagement/nudging/occasion.ts';
import { dayOf } from '#engagement/day.ts';
import { floorsOf } from '#engagement/risk.ts';
import { outlookAt } from '#engagement/risk-view.ts';
import { countingDays, surroundingsAt } from '#engagement/surroundings.ts';
import { type WindowRead, daysHeld, readWindow } from '#engagement/window.ts';
import type { Rules } from './rules.ts';

/** Longer than any batch takes; if a worker dies its learners are due again after this. */
const leaseMs = 10_000;
/** Looked at together, and so many groups at the same time: enough to be busy while stores answer, and few enough that no lease runs out meanwhile. */
const groupSize = 1_600;
const shardsPerGroup = 32;
const groupsAtOnce = 2;
/** Some ten milliseconds of rules. */
const looksInARow = 100;
/** A shard with more than its share is come back to for so long; then it is time to hear what else has become due. */
const comeBackForMs = 500;

/** Somebody who is due, and the lease under which they are looked at. */
interface Due extends DueEnrolment {
  since: number;
  lease: Lease;
}

/** Somebody who was due, and is looked at again at this time. Most say what they said before: of them nothing else is kept. */
interface Seen {
  due: Due;
  nextAt: number;
  news: News | null;
}

/** What the window says that was not said the last time, and what follows. */
interface News {
  due: Due;
  window: WindowRead;
  learner: string;
  /** The present, or the last moment of a cohort that has ended. */
  at: number;
  look: Look;
  occasions: Occasion[];
  /** What is remembered of it; the same as the last time is no news. */
  said: Said;
}

/** Takes everybody who is due in these shards, decides, stores, tells; returns how many were looked at. */
export async function assessDue(
  db: Database,
  redis: RedisClient,
  rules: Rules,
  shards: number[] = allShards,
): Promise<number> {
  const waiting = [...shards];
  const until = performance.now() + comeBackForMs;
  let looks = 0;
  // While the stores answer one group, the rules look at another.
  const runners = Array.from({ length: groupsAtOnce }, async () => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, shardsPerGroup);
      const most = Math.ceil(groupSize / group.length);
      const leases = await leaseDue(redis, leaseMs, most, group);
      const full = leases.filter((lease) => lease.due.length >= most);
      if (performance.now() < until) waiting.push(...full.map((lease) => lease.shard));
      await assessOrGiveBack(db, redis, rules, leases);
      looks += leases.reduce((sum, lease) => sum + lease.due.length, 0);
    }
  });
  for (const one of await Promise.allSettled(runners)) if (one.status === 'rejected') throw one.reason;
  return looks;
}

async function assessOrGiveBack(
  db: Database,
  redis: RedisClient,
  rules: Rules,
  leases: Lease[],
): Promise<void> {
  try {
    await assessLeases(db, redis, rules, leases, Date.now());
  } catch (error) {
    // Nothing was promised to these learners; they are due again at once rather than when the lease runs out.
    const givenBack = leases.map((lease) =>
      endLease(
        redis,
        lease,
        lease.due.map((due) => ({ due, at: due.since })),
      ),
    );
    await Promise.allSettled(givenBack);
    throw error;
  }
}

/** Several leases together: what is new is mostly little, and each transaction costs as much as a hundred looks. */
async function assessLeases(
  db: Database,
  redis: RedisClient,
  rules: Rules,
  leases: Lease[],
  now: number,
): Promise<void> {
  const all = leases.flatMap((lease) => lease.due.map((one): Due => ({ ...one, lease })));
  for (const [tenant, due] of Map.groupBy(all, (one) => one.tenant)) {
    const seen = await lookAt({ db, redis, rules }, tenant, due, now);
    const news = seen.flatMap((one) => one.news ?? []);
    const { stored, gone } = await store(db, tenant, news, now);
    await tell(db, redis, tenant, stored);
    const next = Map.groupBy(nextOf(seen, stored, gone), (one) => one.due.lease);
    await Promise.all(Array.from(next, ([lease, own]) => endLease(redis, lease, own)));
  }
}

/** Reads the windows and asks the rules; nothing is changed yet. */
async function lookAt(
  { db, redis, rules }: { db: Database; redis: RedisClient; rules: Rules },
  tenant: string,
  due: Due[],
  now: number,
): Promise<Seen[]> {
  const byCohort = Map.groupBy(due, (one) => one.cohort);
  const [known, memories, usuals] = await Promise.all([
    rules.of(tenant, [...byCohort.keys()], now),
    memoriesOf(redis, tenant, byCohort),
    usualsOf(redis, tenant, byCohort),
  ]);
  const around = new Map(
    Array.from(known, ([cohort, own]) => [
      cohort,
      surroundingsAt(now, usuals.get(cohort) ?? null, own, daysHeld),
    ]),
  );
  const outlooks = new Map(
    Array.from(known, ([cohort, own]) => {
      const at = cohortTime(own.endsAt, now);
      const counts = countingDays(dayOf(at, own.timeZone), own, daysHeld);
      const { came: kept = null } = usuals.get(cohort) ?? {};
      const floors = floorsOf(own.scoring, own.capacityFloor);
      return [
        cohort,
        outlookAt(at, own.timeZone, { model: own.model, kept, plan: own.plan, counts, floors }),
      ];
    }),
  );
  const strangers = due.filter((one) => (memories.get(one.enrolment)?.said ?? null) === null);
  const facts = await factsOf(db, tenant, strangers);
  const lookAtOne = (one: Due): Seen => {
    const { said = null, packed = null } = memories.get(one.enrolment) ?? {};
    const own = known.get(one.cohort);
    const who = said ?? facts.get(one.enrolment);
    // Who is no more is put out of sight for good.
    if (own === undefined || who === undefined) return { due: one, nextAt: never, news: null };
    const { learner, enrolledAt } = who;
    const at = cohortTime(own.endsAt, now);
    const of = { ...own, enrolledAt };
    const window = readWindow(packed, at, own.timeZone);
    const its = at === now ? (around.get(one.cohort) ?? null) : null;
    const isUpAtNight = its?.usual?.nights[one.enrolment] !== undefined;
    const outlook = outlooks.get(one.cohort) ?? null;
    const look = assess(window, of, at, { before: said?.before, around: its, isUpAtNight, outlook });
    // Whose cohort has ended is expected nowhere: nothing follows from their silence.
    const seen = { ...look, window, timeZone: own.timeZone, plan: own.plan };
    const occasions = at === now ? occasionsOf(seen, at) : [];
    // Nothing but an event makes us look again at somebody whose cohort has ended.
    const nextAt = at < now ? never : nextLookAt(look, window, of, at);
    const print = printOf(packed, look, occasions);
    if (said?.print === print) return { due: one, nextAt, news: null };
    const { level, trend, flags, band } = look.assessment;
    const toSay = { learner, enrolledAt, print, before: { level, trend, flags, band } };
    const told = outlook === null ? look : explained(look, window, of, outlook);
    return { due: one, nextAt, news: { due: one, window, learner, at, look: told, occasions, said: toSay } };
  };
  const seen: Seen[] = [];
  for (let from = 0; from < due.length; from += looksInARow) {
    // What else this process does, such as telling counts, waits for a few looks and not for all.
    if (from > 0) await nextTurn();
    seen.push(...due.slice(from, from + looksInARow).map(lookAtOne));
  }
  return seen;
}

/** The windows, and what was said of them the last time, by enrolment. */
async function memoriesOf(
  redis: RedisClient,
  tenant: string,
  byCohort: Map<string, DueEnrolment[]>,
): Promise<Map<string, { packed: Uint8Array | null; said: Said | null }>> {
  const found = await Promise.all(
    Array.from(byCohort, async ([cohort, own]) => {
      const ids = own.map((one) => one.enrolment);
      const [windows, said] = await Promise.all([
        readWindows(redis, tenant, cohort, ids),
        readSaid(redis, tenant, cohort, ids),
      ]);
      return ids.map((id, index) => {
        const memory = { packed: windows[index] ?? null, said: parseSaid(said[index] ?? null) };
        return [id, memory] as const;
      });
    }),
  );
  return new Map(found.flat());
}

async function usualsOf(
  redis: RedisClient,
  tenant: string,
  byCohort: Map<string, DueEnrolment[]>,
): Promise<Map<string, CohortUsual | null>> {
  const found = Array.from(
    byCohort.keys(),
    async (cohort) => [cohort, await readUsual(redis, tenant, cohort)] as const,
  );
  return new Map(await Promise.all(found));
}

async function factsOf(db: Database, tenant: string, due: DueEnrolment[]) {
  if (due.length === 0) return new Map<string, never>();
  const ids = due.map((one) => one.enrolment);
  return asTenant(db, tenant, (tx) => enrolmentFacts(tx, tenant, ids));
}

/** One transaction for all that was decided: an assessment whose lease was overtaken leaves nothing behind. */
async function store(
  db: Database,
  tenant: string,
  news: News[],
  at: number,
): Promise<{ stored: News[]; gone: Set<string> }> {
  if (news.length === 0) return { stored: [], gone: new Set() };
  const now = new Date(at);
  return asTenant(db, tenant, async (tx) => {
    // What is remembered of somebody may outlive them.
    const ids = news.map((one) => one.due.enrolment);
    const there = await enrolmentsAmong(tx, tenant, ids);
    const made = news
      .filter((one) => there.has(one.due.enrolment))
      .map(({ due, learner, look, at: when }): NewAssessment => ({
        enrolment: due.enrolment,
        cohort: due.cohort,
        learner,
        assessment: look.assessment,
        at: new Date(when),
        fence: due.lease.fence,
      }));
    const newest = await storeAssessments(tx, tenant, made);
    const stored = news.filter((one) => newest.has(one.due.enrolment));

    const expected = stored.filter((one) => one.at === at);
    const alerts = expected.flatMap(({ due, look }) =>
      look.alerts.map((alert) => ({ ...alert, enrolment: due.enrolment, score: look.assessment.score })),
    );
    const asked = expected.flatMap(({ due, learner, occasions }) =>
      occasions.map((one) => ({ ...one, learner, enrolment: due.enrolment, cohort: due.cohort })),
    );
    const cases = expected.flatMap(({ due, learner, look: { assessment } }) => {
      const { band, reasons } = assessment;
      if (band === null || !needsMentor(assessment)) return [];
      return [{ enrolment: due.enrolment, cohort: due.cohort, learner, band, reasons }];
    });
    const said = stored.flatMap(
      ({
        due,
        look: {
          assessment: { band, reasons },
        },
      }) => (band === null ? [] : [{ enrolment: due.enrolment, band, reasons }]),
    );
    await raiseAlerts(tx, tenant, alerts, now);
    // While nothing can be heard nothing is over, either.
    const stillRaised = expected.map(({ due: { enrolment }, look }) => ({
      enrolment,
      types: [...look.alerts.map(({ type }) => type), ...heldAlerts(look.held)],
    }));
    await easeAlerts(tx, tenant, stillRaised, now);
    await askForNudges(tx, tenant, asked, now);
    await openCases(tx, tenant, cases, now);
    await refreshCases(tx, tenant, said);
    await showProgress(
      tx,
      tenant,
      expected.filter(isActive).map(({ learner }) => learner),
      now,
    );
    return { stored, gone: new Set(ids.filter((id) => !there.has(id))) };
  });
}

/** When each of them is looked at again; of what was stored it is remembered that it was. */
function nextOf(seen: Seen[], stored: News[], gone: Set<string>): (Next & { due: Due })[] {
  const noted = new Map(stored.map((one) => [one.due.enrolment, writeSaid(one.said)]));
  return seen.map(({ due, nextAt }) => ({
    due,
    at: gone.has(due.enrolment) ? never : nextAt,
    note: noted.get(due.enrolment) ?? '',
  }));
}

/** Tells open screens, cohort by cohort. Killed before this, the lease runs out and all of it is done again. */
async function tell(db: Database, redis: RedisClient, tenant: string, stored: News[]): Promise<void> {
  if (stored.length === 0) return;
  const byEnrolment = new Map(stored.map((one) => [one.due.enrolment, one]));
  const enrolments = [...byEnrolment.keys()];
  const page = await asTenant(db, tenant, (tx) =>
    learnerRows(tx, tenant, { enrolments, size: enrolments.length }),
  );
  const rows = page.items.flatMap((row) => {
    const one = byEnrolment.get(row.enrolment);
    if (one === undefined) return [];
    const cells = cellsOf(one.window, one.at);
    const change: RowChange = {
      ...row,
      ...cells,
      told: [toldOf(row, Math.floor(one.at / 60_000))],
      acceptedAt: acceptedAt(one),
    };
    return [{ cohort: one.due.cohort, change }];
  });
  await Promise.all(
    Array.from(
      Map.groupBy(rows, (one) => one.cohort),
      ([cohort, own]) =>
        announce(redis, tenant, `cohort/${cohort}`, { of: 'cohort', rows: own.map(({ change }) => change) }),
    ),
  );
}

/** Whether they did something in the last week: what comes late counts as well. */
function isActive({ window: { lms } }: News): boolean {
  return lms.slice(-7).some((events) => events > 0);
}

/** When the event behind a look was accepted; null when nothing happened and it was only time to look. */
function acceptedAt({ due, window }: News): number | null {
  const isRecent = window.lastEventAt !== null && due.since - window.lastEventAt < 3_600_000;
  return isRecent ? due.since : null;
}

const never = Number.MAX_SAFE_INTEGER;
