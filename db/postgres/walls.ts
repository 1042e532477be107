import { type SQL, and, eq, isNull, sql } from 'drizzle-orm';
import type { Wall, WallMode } from '#engagement/wall.ts';
import { newId } from '../id.ts';
import { type Database, type TenantTransaction, rowsOf } from './connect.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { walls } from './schema.ts';

/** Of a tenant at a time; a link that nobody needs any more is to be revoked. */
export const wallsMost = 50;

interface NewWall {
  name: string;
  cohorts: string[];
  mode: WallMode;
  secondsPerCohort: number;
  tokenHash: string;
  by: { id: string; name: string };
}

/** Null when there are as many as there may be. */
export async function createWall(
  tx: TenantTransaction,
  tenant: string,
  { by, ...wall }: NewWall,
  now: Date,
): Promise<string | null> {
  // One after the other, so that many at once do not each count the same number.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`walls ${tenant}`}, 0))`);
  const open = await tx.$count(walls, and(eq(walls.tenantId, tenant), isNull(walls.revokedAt)));
  if (open >= wallsMost) return null;
  const id = newId();
  const made = { madeById: by.id, madeByName: by.name, madeAt: now };
  await tx.insert(walls).values({ id, tenantId: tenant, ...wall, ...made });
  return id;
}

/** Ends a link for good; the first end stands. */
export async function revokeWall(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  by: { id: string; name: string },
  now: Date,
): Promise<void> {
  await tx
    .update(walls)
    .set({ revokedById: by.id, revokedByName: by.name, revokedAt: now })
    .where(and(eq(walls.tenantId, tenant), eq(walls.id, id), isNull(walls.revokedAt)));
}

export async function wallById(tx: TenantTransaction, tenant: string, id: string): Promise<Wall | null> {
  const [wall] = await listed(tx, [sql`w.tenant_id = ${tenant}`, sql`w.id = ${id}`], 1);
  return wall ?? null;
}

/** Walls, newest first, with those that were revoked lately. */
export async function wallsBefore(
  tx: TenantTransaction,
  tenant: string,
  { after, size }: { after?: Cursor | undefined; size: number },
): Promise<Page<Wall>> {
  const where = [sql`w.tenant_id = ${tenant}`];
  if (after) where.push(sql`(w.made_at, w.id) < (${String(after[0])}::timestamptz, ${after[1]}::text)`);
  return pageOf(await listed(tx, where, size + 1), size, (wall) => [wall.madeAt, wall.id]);
}

/** Whose wall a token opens; null for one that is unknown or was revoked. Asked of no tenant in particular. */
export async function wallOfToken(
  db: Database,
  tokenHash: string,
): Promise<{ tenant: string; id: string } | null> {
  const [wall] = await rowsOf<{ tenant: string; id: string }>(
    db,
    sql`select tenant, id from wall_of_token(${tokenHash})`,
  );
  return wall ?? null;
}

/** What is needed to show a wall. */
export interface ShownWall {
  mode: WallMode;
  secondsPerCohort: number;
  /** Those of its cohorts that go on, in its order. */
  cohorts: string[];
}

/** Notes as well that it is shown, once a minute: that nobody looks any more is worth knowing, and not worth more. */
export async function showWall(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  now: Date,
): Promise<ShownWall | null> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await tx.execute(
    sql`update walls set last_shown_at = date_trunc('minute', ${at})
        where tenant_id = ${tenant} and id = ${id} and (last_shown_at is null or last_shown_at < date_trunc('minute', ${at}))`,
  );
  const [wall] = await rowsOf<ShownWall>(
    tx,
    sql`select w.mode, w.seconds_per_cohort as "secondsPerCohort",
          array(select c.id from unnest(w.cohorts) with ordinality as chosen(id, place)
            join cohorts c on c.id = chosen.id where c.ends_at is null or c.ends_at > ${at} order by chosen.place) as cohorts
        from walls w where w.tenant_id = ${tenant} and w.id = ${id}`,
  );
  return wall ?? null;
}

/** How many learners of a cohort a mentor has claimed since then. */
export async function claimedSince(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  since: Date,
): Promise<number> {
  const [row] = await rowsOf<{ claimed: number }>(
    tx,
    sql`select count(distinct k.enrolment_id)::int as claimed from case_steps s join cases k on k.id = s.case_id
        where s.tenant_id = ${tenant} and k.cohort_id = ${cohort} and s.step = 'claimed'
          and s.at >= ${since.toISOString()}::timestamptz`,
  );
  return row?.claimed ?? 0;
}

type Row = Omit<Wall, 'madeAt' | 'revokedAt' | 'lastShownAt'> &
  Record<'madeAt', Date | string> &
  Record<'revokedAt' | 'lastShownAt', Date | string | null>;

async function listed(tx: TenantTransaction, where: SQL[], size: number): Promise<Wall[]> {
  const rows = await rowsOf<Row>(
    tx,
    sql`select w.id, w.name, w.mode, w.seconds_per_cohort as "secondsPerCohort", w.made_by_name as "madeBy", w.made_at as "madeAt",
          w.revoked_by_name as "revokedBy", w.revoked_at as "revokedAt", w.last_shown_at as "lastShownAt",
          coalesce((select json_agg(json_build_object('id', c.id, 'name', c.name) order by chosen.place)
            from unnest(w.cohorts) with ordinality as chosen(id, place) join cohorts c on c.id = chosen.id), '[]') as cohorts
        from walls w where ${sql.join(where, sql` and `)} order by w.made_at desc, w.id desc limit ${size}`,
  );
  return rows.map(({ madeAt, revokedAt, lastShownAt, ...wall }) => ({
    ...wall,
    madeAt: new Date(madeAt).toISOString(),
    revokedAt: timeOf(revokedAt),
    lastShownAt: timeOf(lastShownAt),
  }));
}

function timeOf(at: Date | string | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
