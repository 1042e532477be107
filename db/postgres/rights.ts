import { and, eq, gt } from 'drizzle-orm';
import type { Sql } from 'postgres';
import type { Role } from '#engagement/person.ts';
import * as tables from './account-tables.ts';
import type { Database } from './connect.ts';

/** Said by triggers, whoever changed them: see migration 0011. */
const rightsChannel = 'rights';

/** Hears whose rights may have changed, of a person or a key; null: those of anybody, since we did not listen for a while. */
export async function listenForRights(
  pool: Sql,
  heard: (holder: string | null) => void,
): Promise<() => Promise<void>> {
  const listening = await pool.listen(
    rightsChannel,
    (holder) => heard(holder),
    () => heard(null),
  );
  return () => listening.unlisten();
}

/** In which tenant and role a session lets its person act at this moment; null when it no longer does. */
export async function rightsOfSession(
  db: Database,
  session: string,
  now: Date,
): Promise<{ tenant: string; role: Role } | null> {
  const [row] = await db
    .select({ tenant: tables.member.organizationId, role: tables.member.role })
    .from(tables.session)
    .innerJoin(tables.member, eq(tables.member.userId, tables.session.userId))
    .where(and(eq(tables.session.id, session), gt(tables.session.expiresAt, now)))
    .limit(1);
  return row ? { tenant: row.tenant, role: row.role as Role } : null;
}

/** The tenant that a key still reads; null when it no longer does. */
export async function rightsOfKey(db: Database, key: string, now: Date): Promise<{ tenant: string } | null> {
  const [row] = await db
    .select({
      tenant: tables.apikey.referenceId,
      enabled: tables.apikey.enabled,
      expiresAt: tables.apikey.expiresAt,
      permissions: tables.apikey.permissions,
    })
    .from(tables.apikey)
    .where(eq(tables.apikey.id, key));
  if (!row?.enabled || (row.expiresAt !== null && row.expiresAt <= now)) return null;
  const scopes = JSON.parse(row.permissions ?? '{}') as { api?: string[] };
  return scopes.api?.includes('read') ? { tenant: row.tenant } : null;
}
