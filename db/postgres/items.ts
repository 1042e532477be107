import { and, count, eq, sql } from 'drizzle-orm';
import type { KeptItem } from '#engagement/nudging/check.ts';
import type { WrittenItem } from '#engagement/nudging/item-problem.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { isOneOf } from './many.ts';
import { type Cursor, type Page, pageOf } from './page.ts';
import { items } from './schema.ts';

/** A question of a programme's bank. */
export interface StoredItem extends WrittenItem {
  id: string;
  /** Whether learners may be asked it. */
  isOn: boolean;
  by: { id: string; name: string };
  updatedAt: string;
}

/** A programme with more would have nobody left who reads them all. */
export const itemsMost = 10_000;

/** Questions by skill, the older ones first. */
export async function itemsBySkill(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  { skill, after, size }: { skill?: string | undefined; after?: Cursor | undefined; size: number },
): Promise<Page<StoredItem>> {
  const where = [eq(items.tenantId, tenant), eq(items.programmeId, programme)];
  if (skill !== undefined) where.push(eq(items.skill, skill));
  if (after) where.push(sql`(${items.skill}, ${items.id}) > (${String(after[0])}::text, ${after[1]}::text)`);
  const rows = await tx
    .select()
    .from(items)
    .where(and(...where))
    .orderBy(items.skill, items.id)
    .limit(size + 1);
  return pageOf(rows.map(storedOf), size, (item) => [item.skill, item.id]);
}

export async function itemById(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  id: string,
): Promise<StoredItem | null> {
  const [row] = await tx
    .select()
    .from(items)
    .where(isItem(tenant, programme, id));
  return row === undefined ? null : storedOf(row);
}

/** All questions as a table of them needs them; at most as many as there may be. */
export async function wholeBank(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
): Promise<StoredItem[]> {
  return (await itemsBySkill(tx, tenant, programme, { size: itemsMost })).items;
}

export async function countItems(tx: TenantTransaction, tenant: string, programme: string): Promise<number> {
  const [row] = await tx
    .select({ of: count() })
    .from(items)
    .where(and(eq(items.tenantId, tenant), eq(items.programmeId, programme)));
  return row?.of ?? 0;
}

/** Who changes a bank, and when. */
export interface ByWhom {
  id: string;
  name: string;
  at: Date;
}

/** The ids of the new questions, in the same order. */
export async function addItems(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  written: readonly WrittenItem[],
  by: ByWhom,
): Promise<string[]> {
  const rows = written.map(({ skill, ...item }) => ({
    id: newId(),
    tenantId: tenant,
    programmeId: programme,
    skill,
    item,
    byId: by.id,
    byName: by.name,
    createdAt: by.at,
    updatedAt: by.at,
  }));
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await tx.insert(items).values(rows.slice(start, start + rowsAtOnce));
  }
  return rows.map(({ id }) => id);
}

const rowsAtOnce = 1_000;

/** What was asked before stays in the checks as it was. */
export async function changeItem(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  id: string,
  { isOn, ...written }: WrittenItem & { isOn?: boolean },
  by: ByWhom,
): Promise<void> {
  const { skill, ...item } = written;
  await tx
    .update(items)
    .set({
      skill,
      item,
      byId: by.id,
      byName: by.name,
      updatedAt: by.at,
      ...(isOn === undefined ? {} : { isOn }),
    })
    .where(isItem(tenant, programme, id));
}

export async function removeItem(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  id: string,
): Promise<boolean> {
  const gone = await tx
    .delete(items)
    .where(isItem(tenant, programme, id))
    .returning({ id: items.id });
  return gone.length > 0;
}

/** The skills that are taught in a programme's cohorts or have questions, with how many. */
export async function skillsOfBank(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
): Promise<{ skill: string; on: number; off: number; isTaught: boolean }[]> {
  return rowsOf(
    tx,
    sql`with taught as (
          select one->>'skill' as skill, min(place) as place
          from cohorts c, jsonb_array_elements(c.plan->'skills') with ordinality as planned (one, place)
          where c.tenant_id = ${tenant} and c.programme_id = ${programme} group by 1
        ), bank as (
          select skill, (count(*) filter (where is_on))::int as "on", (count(*) filter (where not is_on))::int as off
          from items where tenant_id = ${tenant} and programme_id = ${programme} group by 1
        )
        select skill, coalesce("on", 0) as "on", coalesce(off, 0) as off, place is not null as "isTaught"
        from taught full join bank using (skill) order by place nulls last, skill`,
  );
}

/** The skills of which learners of these programmes may be asked, with how many questions; by programme, where there are any. */
export async function skillsAsked(
  tx: TenantTransaction,
  tenant: string,
  programmes: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  if (programmes.length === 0) return new Map();
  const rows = await tx
    .select({ programme: items.programmeId, skill: items.skill, of: count() })
    .from(items)
    .where(and(eq(items.tenantId, tenant), isOneOf(items.programmeId, programmes), eq(items.isOn, true)))
    .groupBy(items.programmeId, items.skill);
  return new Map(
    Array.from(
      Map.groupBy(rows, ({ programme }) => programme),
      ([programme, own]) => [programme, new Map(own.map(({ skill, of }) => [skill, of]))],
    ),
  );
}

/** What learners may be asked on a skill. */
export async function itemsOn(
  tx: TenantTransaction,
  tenant: string,
  programme: string,
  skill: string,
): Promise<KeptItem[]> {
  const rows = await tx
    .select({ id: items.id, item: items.item })
    .from(items)
    .where(
      and(
        eq(items.tenantId, tenant),
        eq(items.programmeId, programme),
        eq(items.skill, skill),
        eq(items.isOn, true),
      ),
    );
  return rows.map(({ id, item }) => ({ id, ...item }));
}

function isItem(tenant: string, programme: string, id: string) {
  return and(eq(items.tenantId, tenant), eq(items.programmeId, programme), eq(items.id, id));
}

function storedOf(row: typeof items.$inferSelect): StoredItem {
  const { question, choices, right, because } = row.item;
  return {
    id: row.id,
    skill: row.skill,
    question,
    choices,
    right,
    because,
    isOn: row.isOn,
    by: { id: row.byId, name: row.byName },
    updatedAt: row.updatedAt.toISOString(),
  };
}
