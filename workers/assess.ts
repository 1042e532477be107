import type { RedisClient } from '#db/redis/connect.ts';
import { type NewAssessment, storeAssessments } from '#db/postgres/assessments.ts';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { openCases, refreshCases } from '#db/postgres/cases.ts';
import { learnerRows } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { enrolmentFacts } from '#db/postgres/enrolments.ts';
import { storeNudges } from '#db/postgres/nudges.ts';
import { type DueEnrolment, type Lease, endLease, leaseDue } from '#db/redis/due.ts';
import { announce } from '#db/redis/feed.ts';
import { readWindows } from '#db/redis/windows.ts';
import { alertFor } from '#engagement/alert.ts';
import { type Assessment, assess, nextLookAt } from '#engagement/assessment.ts';
import { needsMentor } from '#engagement/case.ts';
import { cohortTime } from '#engagement/cohort.ts';
import type { RowChange } from '#engagement/live.ts';
import { nudgeFor } from '#engagement/nudge.ts';
import { type WindowRead, readWindow } from '#engagement/window.ts';

/** Longer than any batch takes; if a worker dies its learners are due again after this. */
const leaseMs = 10_000;
const batchPerShard = 200;

/** One look at somebody: what the windows say, and what follows. */
interface Look {
  due: DueEnrolment & { since: number };
  window: WindowRead;
  learner: string;
  /** The present, or the last moment of a cohort that has ended. */
  at: number;
  assessment: Assessment;
}

/** Takes everybody who is due in these shards, decides, stores, tells; returns how many were looked at. */
export async function assessDue(db: Database, redis: RedisClient, shards?: number[]): Promise<number> {
  const leases = await leaseDue(redis, leaseMs, batchPerShard, shards);
  for (const lease of leases) {
    try {
      await assessLease(db, redis, lease, Date.now());
    } catch (error) {
      // Nothing was promised to these learners; they are due again at once rather than when the lease runs out.
      const again = lease.due.map((due) => ({ due, at: due.since }));
      await endLease(redis, lease, again).catch(() => {});
      throw error;
    }
  }
  return leases.reduce((sum, lease) => sum + lease.due.length, 0);
}

async function assessLease(db: Database, redis: RedisClient, lease: Lease, now: number): Promise<void> {
  for (const [tenant, due] of Map.groupBy(lease.due, (one) => one.tenant)) {
    const looks = await lookAt(db, redis, tenant, due, now);
    const stored = await store(db, tenant, lease, looks, now);
    await tell(db, redis, tenant, stored);
    const next = looks.map((look) => ({ due: look.due, at: nextLook(look, now) }));
    await endLease(redis, lease, [...next, ...gone(due, looks)]);
  }
}

/** Reads the windows and asks the rules; nothing is changed yet. */
async function lookAt(
  db: Database,
  redis: RedisClient,
  tenant: string,
  due: Look['due'][],
  now: number,
): Promise<Look[]> {
  const ids = due.map((one) => one.enrolment);
  const [facts, windows] = await Promise.all([
    asTenant(db, tenant, (tx) => enrolmentFacts(tx, tenant, ids)),
    windowsOf(redis, tenant, due),
  ]);
  const looks: Look[] = [];
  for (const one of due) {
    const fact = facts.get(one.enrolment);
    if (!fact) continue;
    const at = cohortTime(fact.endsAt, now);
    const window = readWindow(windows.get(one.enrolment) ?? null, at);
    const assessment = assess(window, fact.enrolledAt, at);
    looks.push({ due: one, window, learner: fact.learner, at, assessment });
  }
  return looks;
}

async function windowsOf(
  redis: RedisClient,
  tenant: string,
  due: DueEnrolment[],
): Promise<Map<string, Uint8Array | null>> {
  const byCohort = Map.groupBy(due, (one) => one.cohort);
  const found = await Promise.all(
    Array.from(byCohort, async ([cohort, own]) => {
      const ids = own.map((one) => one.enrolment);
      const windows = await readWindows(redis, tenant, cohort, ids);
      return windows.map((window, index) => [ids[index] ?? '', window] as const);
    }),
  );
  return new Map(found.flat());
}

/** One transaction for all that was decided: an assessment whose lease was overtaken leaves nothing behind. */
async function store(db: Database, tenant: string, lease: Lease, looks: Look[], at: number): Promise<Look[]> {
  if (looks.length === 0) return [];
  const now = new Date(at);
  return asTenant(db, tenant, async (tx) => {
    const made = looks.map(({ due, learner, at: when, assessment }): NewAssessment => ({
      enrolment: due.enrolment,
      cohort: due.cohort,
      learner,
      assessment,
      at: new Date(when),
      fence: lease.fence,
    }));
    const newest = await storeAssessments(tx, tenant, made);
    const stored = looks.filter((look) => newest.has(look.due.enrolment));

    // Whose cohort has ended is expected nowhere: nothing follows from their silence.
    const expected = stored.filter((look) => look.at === at);
    const alerts = expected.flatMap(({ due, assessment }) => {
      const alert = alertFor(assessment, at);
      return alert ? [{ ...alert, enrolment: due.enrolment }] : [];
    });
    const nudges = expected.flatMap(({ due, learner, assessment }) => {
      const nudge = nudgeFor(assessment, at);
      return nudge ? [{ ...nudge, learner, enrolment: due.enrolment, cohort: due.cohort }] : [];
    });
    const cases = expected.flatMap(({ due, learner, assessment }) => {
      const { band, reasons } = assessment;
      if (band === null || !needsMentor(assessment)) return [];
      return [{ enrolment: due.enrolment, cohort: due.cohort, learner, band, reasons }];
    });
    const said = stored.flatMap(({ due, assessment: { band, reasons } }) =>
      band === null ? [] : [{ enrolment: due.enrolment, band, reasons }],
    );
    await raiseAlerts(tx, tenant, alerts, now);
    await storeNudges(tx, tenant, nudges, now);
    await openCases(tx, tenant, cases, now);
    await refreshCases(tx, tenant, said);
    return stored;
  });
}

/** Tells open screens, cohort by cohort. Killed before this, the lease runs out and all of it is done again. */
async function tell(db: Database, redis: RedisClient, tenant: string, stored: Look[]): Promise<void> {
  for (const [cohort, looks] of Map.groupBy(stored, (look) => look.due.cohort)) {
    const enrolments = looks.map((look) => look.due.enrolment);
    const page = await asTenant(db, tenant, (tx) =>
      learnerRows(tx, tenant, { cohort, enrolments, size: enrolments.length }),
    );
    const byEnrolment = new Map(looks.map((look) => [look.due.enrolment, look]));
    const rows = page.items.map((row): RowChange => {
      const look = byEnrolment.get(row.enrolment);
      return {
        ...row,
        minutes: look ? minutesOf(look) : [],
        acceptedAt: look ? acceptedAt(look) : null,
      };
    });
    await announce(redis, tenant, `cohort/${cohort}`, { of: 'cohort', rows });
  }
}

function minutesOf({ window, at }: Look): RowChange['minutes'] {
  const last = Math.floor(at / 60_000);
  const first = last - window.minutes.length + 1;
  return window.minutes.flatMap((events, index): RowChange['minutes'] =>
    events > 0 ? [[first + index, events]] : [],
  );
}

/** When the event behind a look was accepted; null when nothing happened and it was only time to look. */
function acceptedAt({ due, window }: Look): number | null {
  const isRecent = window.lastEventAt !== null && due.since - window.lastEventAt < 3_600_000;
  return isRecent ? due.since : null;
}

/** Nothing but an event makes us look again at somebody whose cohort has ended. */
function nextLook({ at, assessment }: Look, now: number): number {
  return at < now ? never : nextLookAt(assessment, now);
}

const never = Number.MAX_SAFE_INTEGER;

/** Enrolments that are no more: put out of sight for good. */
function gone(due: DueEnrolment[], looks: Look[]): { due: DueEnrolment; at: number }[] {
  const found = new Set(looks.map((look) => look.due.enrolment));
  return due.filter((one) => !found.has(one.enrolment)).map((one) => ({ due: one, at: never }));
}
