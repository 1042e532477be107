import { type Database, asTenant } from '#db/postgres/connect.ts';
import { dayMs, dropPartition, ensurePartitions, partitionDays } from '#db/postgres/partitions.ts';
import {
  type Retention,
  defaultRetention,
  forgetAskingNotes,
  forgetChecks,
  forgetContestNotes,
  forgetEvents,
  forgetTexts,
  forgetWalls,
  hasEventsBefore,
  retentionOf,
  stretchesBefore,
} from '#db/postgres/retention.ts';
import { forgetRecordings } from '#db/postgres/recordings.ts';
import { forgetRisks } from '#db/postgres/risk-history.ts';
import { forgetSelections } from '#db/postgres/selections.ts';
import { forgetHours } from '#db/postgres/source-hours.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';

/** Rows of one statement: a fraction of a second. */
const rowsAtOnce = 5_000;
/** Statements of one step that changed something: a worker that is to stop does not wait long, and the loop takes the next step at once. */
const statementsAtOnce = 50;
/** Without workers for a day, the next one has its partition all the same. */
const daysAhead = 2;
/** Who made a link for a television, and who revoked it, can be asked for so long afterwards. */
const revokedDays = 90;

/**
 * Ends what is kept no longer: events, checks, risks, recordings and selections past their tenant's days, texts and what was
 * written to mentors or of what is wrong past theirs, hours of sources past their rhythm, and links of televisions that were
 * revoked long ago.
 * Returns how many rows it changed; 0 when there is nothing left to do, or another worker is doing it.
 */
export async function prune(db: Database, now: number): Promise<number> {
  return (await ifAlone(db, 'prune', () => pruneAll(db, now))) ?? 0;
}

async function pruneAll(db: Database, now: number): Promise<number> {
  const today = Math.floor(now / dayMs);
  await ensurePartitions(
    db,
    Array.from({ length: daysAhead + 1 }, (_, ahead) => today + ahead),
    now,
  );
  const retentions = new Map<string, Retention>();
  for (const tenant of await allTenants(db)) {
    retentions.set(tenant, await asTenant(db, tenant, (tx) => retentionOf(tx, tenant)));
  }
  await dropOldest(db, today, [...retentions.values()]);
  let changed = 0;
  let statements = 0;
  for (const [tenant, retention] of retentions) {
    for await (const rows of removals(db, tenant, { now, ...retention })) {
      changed += rows;
      if (rows > 0 && ++statements >= statementsAtOnce) return changed;
    }
  }
  return changed;
}

/** Whole days that no tenant keeps any more. */
async function dropOldest(db: Database, today: number, retentions: Retention[]): Promise<void> {
  const days = retentions.map((retention) => retention.eventDays);
  const longest = days.length === 0 ? defaultRetention.eventDays : Math.max(...days);
  for (const day of await partitionDays(db)) {
    if (day >= today - longest) return;
    // Somebody reads the history for long: the days are still old in an hour.
    if (!(await dropPartition(db, day))) return;
  }
}

/** A tenant's removals, statement by statement, with the rows each changed. */
async function* removals(
  db: Database,
  tenant: string,
  { now, eventDays, textDays, recordingDays }: Retention & { now: number },
): AsyncGenerator<number> {
  const eventsUntil = now - eventDays * dayMs;
  if (await hasEventsBefore(db, tenant, eventsUntil)) {
    for (const stretch of await stretchesBefore(db, eventsUntil)) {
      let rows: number;
      do {
        rows = await forgetEvents(db, tenant, stretch, rowsAtOnce);
        yield rows;
      } while (rows > 0);
    }
  }
  const textsUntil = now - textDays * dayMs;
  const rest = [
    () => forgetTexts(db, tenant, textsUntil, rowsAtOnce),
    () => forgetAskingNotes(db, tenant, textsUntil, rowsAtOnce),
    () => forgetContestNotes(db, tenant, textsUntil, rowsAtOnce),
    () => forgetChecks(db, tenant, eventsUntil, rowsAtOnce),
    () => forgetRisks(db, tenant, eventsUntil, rowsAtOnce),
    () => forgetRecordings(db, tenant, now - recordingDays * dayMs, rowsAtOnce),
    () => forgetSelections(db, tenant, eventsUntil, rowsAtOnce),
    () => forgetHours(db, tenant, now, rowsAtOnce),
    () => forgetWalls(db, tenant, now - revokedDays * dayMs, rowsAtOnce),
  ];
  for (const forgetSome of rest) {
    let rows: number;
    do {
      rows = await forgetSome();
      yield rows;
    } while (rows > 0);
  }
}
