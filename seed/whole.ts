import { z } from 'zod';
import { clearTenant } from '#db/clear.ts';
import { type Accounts, createTenant, tenantBySlug } from '#db/postgres/accounts.ts';
import type { Database } from '#db/postgres/connect.ts';
import { changeSlug, noteOn, setNote, whileAlone } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';

export interface SeedStores {
  db: Database;
  redis: RedisClient;
  accounts: Accounts;
}

/** Told before each step. */
export type Say = (step: string) => void;

/**
 * Fills a tenant. It goes by another name until all of it is there, so that it is either whole or not
 * there: what a killed seeding left behind is removed and made again. Null when it is there already.
 */
export function fillWhole<T>(
  { db, redis }: SeedStores,
  { slug, name }: { slug: string; name: string },
  say: Say,
  fill: (tenant: string) => Promise<T>,
): Promise<T | null> {
  return whileAlone(db, lockOf(slug), async () => {
    if ((await tenantBySlug(db, slug)) !== null) return null;
    const unfinished = await tenantBySlug(db, unfinishedSlug(slug));
    if (unfinished !== null) {
      say(`removing an unfinished ${slug}`);
      await remove({ db, redis }, slug, unfinished);
    }
    const tenant = await createTenant(db, name, unfinishedSlug(slug));
    const made = await fill(tenant);
    say(`opening ${slug}`);
    await changeSlug(db, tenant, slug);
    return made;
  });
}

/**
 * The same for what is too much to be made again: what a killed run left is gone on with by a run that
 * wants the same and begins by looking what is there. `from` is the moment the first of them began, in ms,
 * so that what is made does not depend on how often it was begun.
 */
export function fillOnward<T>(
  { db, redis }: SeedStores,
  { slug, name, wish, now }: { slug: string; name: string; wish: string; now: number },
  say: Say,
  fill: (tenant: string, from: number) => Promise<T>,
): Promise<T | null> {
  return whileAlone(db, lockOf(slug), async () => {
    if ((await tenantBySlug(db, slug)) !== null) return null;
    let tenant = await tenantBySlug(db, unfinishedSlug(slug));
    let from = tenant === null ? null : begunAt(await noteOn(db, tenant), wish);
    if (tenant !== null && from === null) {
      say(`removing an unfinished ${slug}`);
      await remove({ db, redis }, slug, tenant);
      tenant = null;
    }
    tenant ??= await createTenant(db, name, unfinishedSlug(slug));
    if (from === null) {
      from = now;
      await setNote(db, tenant, JSON.stringify({ wish, from }));
    }
    const made = await fill(tenant, from);
    say(`opening ${slug}`);
    await setNote(db, tenant, null);
    await changeSlug(db, tenant, slug);
    return made;
  });
}

/** When a run that wanted the same began, by its note; null if it wanted something else, or died before it could say. */
function begunAt(note: string | null, wish: string): number | null {
  const said = noteSchema.safeParse(JSON.parse(note ?? 'null'));
  return said.success && said.data.wish === wish ? said.data.from : null;
}

const noteSchema = z.object({ wish: z.string(), from: z.number() });

/** Removes a tenant, finished or not. False when there was none. */
export function clearWhole({ db, redis }: SeedStores, slug: string): Promise<boolean> {
  return whileAlone(db, lockOf(slug), async () => {
    let found = false;
    for (const one of [unfinishedSlug(slug), slug]) {
      const tenant = await tenantBySlug(db, one);
      if (tenant === null) continue;
      await remove({ db, redis }, slug, tenant);
      found = true;
    }
    return found;
  });
}

/** It counts as unfinished from here on, and as nothing to go on with: whoever is killed now leaves no half tenant that seems whole. */
async function remove(
  { db, redis }: Pick<SeedStores, 'db' | 'redis'>,
  slug: string,
  tenant: string,
): Promise<void> {
  await setNote(db, tenant, null);
  await changeSlug(db, tenant, unfinishedSlug(slug));
  await clearTenant(db, redis, tenant);
}

/** Nobody's real learners: a tenant called demo or dev, or by a name that begins so. */
export function isMadeUp(slug: string): boolean {
  return /^(demo|dev)(-|$)/.test(slug);
}

function unfinishedSlug(slug: string): string {
  return `${slug}-unfinished`;
}

function lockOf(slug: string): string {
  return `seed ${slug}`;
}
