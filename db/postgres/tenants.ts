import { and, eq, inArray, notExists, sql } from 'drizzle-orm';
import * as tables from './account-tables.ts';
import { type Database, type TenantTransaction, asTenant, rowsOf, takeTime } from './connect.ts';
import { forgetEvents, stretchesBefore } from './retention.ts';
import { tenantTables } from './schema.ts';

/**
 * Runs `work` while nobody else does work of this name, in whatever process; others queue. The
 * lock is the connection's: whoever is killed gives it back.
 */
export function whileAlone<T>(db: Database, name: string, work: () => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await takeTime(tx, aloneInTurnMaxMs);
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
    await letGoOfSnapshot(tx);
    return work();
  });
}

/**
 * The same for work that another process may do as well: null at once when one is at it. Nothing of
 * `work` is left running when this returns, even if the lock's connection broke meanwhile.
 */
export async function ifAlone<T>(db: Database, name: string, work: () => Promise<T>): Promise<T | null> {
  const begun: Promise<T>[] = [];
  try {
    return await db.transaction(async (tx) => {
      const [lock] = await rowsOf<{ taken: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
      );
      if (!lock?.taken) return null;
      await takeTime(tx, aloneMaxMs);
      await letGoOfSnapshot(tx);
      const working = work();
      begun.push(working);
      return await working;
    });
  } finally {
    await Promise.allSettled(begun);
  }
}

/**
 * A connection keeps the answer to its last question, and with it what the database looked like then, until it is
 * told something else: for as long as the work takes nothing that was deleted meanwhile could be cleared away.
 */
async function letGoOfSnapshot(tx: TenantTransaction): Promise<void> {
  await tx.execute(sql`close all`);
}

/** The work is done over other connections; whoever sleeps over it for longer than this gives the lock back. */
const aloneMaxMs = 10_000;
/** Twice what the largest of our seeds takes. A process that dies gives the lock back at once. */
const aloneInTurnMaxMs = 3_600_000;

export async function changeSlug(db: Database, tenant: string, slug: string): Promise<void> {
  await db.update(tables.organization).set({ slug }).where(eq(tables.organization.id, tenant));
}

/** What whoever fills a tenant notes about it until it is filled; null where there is no note. */
export async function noteOn(db: Database, tenant: string): Promise<string | null> {
  const [row] = await db
    .select({ note: tables.organization.metadata })
    .from(tables.organization)
    .where(eq(tables.organization.id, tenant));
  return row?.note ?? null;
}

export async function setNote(db: Database, tenant: string, note: string | null): Promise<void> {
  await db.update(tables.organization).set({ metadata: note }).where(eq(tables.organization.id, tenant));
}

/**
 * Removes all that a tenant owns, its keys, and the people who belong to no other. It takes as many
 * transactions as there is much to remove, none of them long; the tenant itself goes last, so that
 * what was cut short can be repeated.
 */
export async function removeTenant(db: Database, tenant: string): Promise<void> {
  // The list names a table before those that refer to it.
  for (const table of tenantTables.toReversed()) {
    if (table === 'events') await removeEvents(db, tenant);
    else while ((await removeRows(db, tenant, table)) === rowsAtOnce);
  }
  await removeAccounts(db, tenant);
}

/** Removed in one transaction. Rows others refer to take milliseconds each: all tables that might refer to them are searched. */
const rowsAtOnce = 500;
const eventsAtOnce = 5_000;

async function removeEvents(db: Database, tenant: string): Promise<void> {
  for (const stretch of await stretchesBefore(db, endOfTime)) {
    while ((await forgetEvents(db, tenant, stretch, eventsAtOnce)) === eventsAtOnce);
  }
}

/** No event is later, and PostgreSQL can write it. */
const endOfTime = Date.UTC(9999, 0, 1);

function removeRows(db: Database, tenant: string, table: string): Promise<number> {
  return asTenant(db, tenant, async (tx) => {
    const rows = sql`select ctid from ${sql.identifier(table)} where tenant_id = ${tenant} limit ${rowsAtOnce}`;
    const { count } = await tx.execute(
      sql`delete from ${sql.identifier(table)} where tenant_id = ${tenant} and ctid = any(array(${rows}))`,
    );
    return count;
  });
}

async function removeAccounts(db: Database, tenant: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(tables.apikey).where(eq(tables.apikey.referenceId, tenant));
    const members = await tx
      .select({ user: tables.member.userId })
      .from(tables.member)
      .where(eq(tables.member.organizationId, tenant));
    await tx.delete(tables.organization).where(eq(tables.organization.id, tenant));
    const ids = members.map((member) => member.user);
    if (ids.length > 0)
      await tx.delete(tables.user).where(and(inArray(tables.user.id, ids), belongsNowhere(tx)));
  });
}

/** Removes people with these addresses who belong to no tenant: making a person takes several steps, and the last may not have come. */
export async function removeStrays(db: Database, emails: string[]): Promise<void> {
  await db.delete(tables.user).where(and(inArray(tables.user.email, emails), belongsNowhere(db)));
}

function belongsNowhere(db: Pick<Database, 'select'>) {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(tables.member)
      .where(eq(tables.member.userId, tables.user.id)),
  );
}

/** Every tenant, oldest first. */
export async function allTenants(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: tables.organization.id })
    .from(tables.organization)
    .orderBy(tables.organization.id);
  return rows.map((row) => row.id);
}
