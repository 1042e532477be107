import { clearTenant } from '#db/clear.ts';
import { type Accounts, createTenant, tenantBySlug } from '#db/postgres/accounts.ts';
import type { Database } from '#db/postgres/connect.ts';
import { changeSlug, whileAlone } from '#db/postgres/tenants.ts';
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
      await clearTenant(db, redis, unfinished);
    }
    const tenant = await createTenant(db, name, unfinishedSlug(slug));
    const made = await fill(tenant);
    say(`opening ${slug}`);
    await changeSlug(db, tenant, slug);
    return made;
  });
}

/** Removes a tenant, finished or not. False when there was none. */
export function clearWhole({ db, redis }: SeedStores, slug: string): Promise<boolean> {
  return whileAlone(db, lockOf(slug), async () => {
    let found = false;
    for (const one of [slug, unfinishedSlug(slug)]) {
      const tenant = await tenantBySlug(db, one);
      if (tenant === null) continue;
      await clearTenant(db, redis, tenant);
      found = true;
    }
    return found;
  });
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
