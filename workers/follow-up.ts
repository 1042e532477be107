import type { Logger } from 'pino';
import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { effectCells } from '#db/postgres/nudge-effect.ts';
import { measureOutcomes } from '#db/postgres/nudge-outcomes.ts';
import { allStops, stopKind } from '#db/postgres/nudge-stops.ts';
import { retentionOf } from '#db/postgres/retention.ts';
import { allTenants, ifAlone } from '#db/postgres/tenants.ts';
import { dayMs } from '#engagement/day.ts';
import { nudgeKinds } from '#engagement/nudge.ts';
import { harmOf } from '#engagement/nudging/harm.ts';

const decisionsAtOnce = 500;
/** The lock is held for so long at most; the loop takes the next step at once. */
const stepMs = 3_000;

/**
 * Measures what became of learners who were nudged, and of those who were held out, once enough time has passed; and stops a
 * kind that does harm. Returns how many decisions it measured; 0 when there is nothing left to do, or another worker is doing it.
 */
export async function followUp(db: Database, log: Logger, now: number): Promise<number> {
  return (await ifAlone(db, 'follow up', () => followTenants(db, log, now))) ?? 0;
}

async function followTenants(db: Database, log: Logger, now: number): Promise<number> {
  const until = performance.now() + stepMs;
  let measured = 0;
  for (const tenant of await allTenants(db)) {
    let own = 0;
    for (let some = decisionsAtOnce; some === decisionsAtOnce && performance.now() < until; own += some) {
      some = await asTenant(db, tenant, (tx) => measureSome(tx, tenant, now));
    }
    if (own > 0) await asTenant(db, tenant, (tx) => stopHarm(tx, tenant, log, now));
    measured += own;
  }
  return measured;
}

async function measureSome(tx: TenantTransaction, tenant: string, now: number): Promise<number> {
  const { eventDays } = await retentionOf(tx, tenant);
  return measureOutcomes(tx, tenant, { now, keptSince: now - eventDays * dayMs, most: decisionsAtOnce });
}

/** Whoever ends a stop wants to try again: from then on counts only who came into an arm since. */
async function stopHarm(tx: TenantTransaction, tenant: string, log: Logger, now: number): Promise<void> {
  const stops = await allStops(tx, tenant);
  for (const kind of nudgeKinds) {
    const last = stops.find((one) => one.kind === kind);
    if (last !== undefined && last.endedAt === null) continue;
    const cells = await effectCells(tx, tenant, { since: last?.endedAt ?? undefined, kind }, now);
    const seen = harmOf(cells);
    if (seen === null || !(await stopKind(tx, tenant, { kind, seen }, new Date(now)))) continue;
    log.warn({ tenant, kind, ...seen }, 'a kind of nudge does harm and was stopped');
  }
}
