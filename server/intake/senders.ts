import { hash } from 'node:crypto';
import { readKey } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type Source, sourceById } from '#db/postgres/sources.ts';
import { Refused, isAway, storeAway } from '../errors.ts';
import { bearerOf } from '../identity.ts';
import { Recent } from '../recent.ts';
import type { Stores } from '../stores.ts';

/** A key that was revoked still opens the door for this long. */
const keyKeptMs = 5_000;
/** While PostgreSQL is away nobody can revoke a key, so those known go on for so long. */
const keyKeptAwayMs = 30 * 60_000;
const keysKept = 10_000;

/** Knows sources by the keys they send with. */
export function createSenders(stores: Stores) {
  const sources = new Recent<Source>({ keptMs: keyKeptMs, most: keysKept });

  return async function sourceOf(headers: Headers): Promise<Source> {
    const key = bearerOf(headers);
    if (key === null) throw new Refused(401, 'no_key', 'Send Authorization: Bearer and a source key.');
    // The digest stands for the key, so that no secret lies about in memory as a map's key.
    const digest = hash('sha256', key, 'base64');
    const now = Date.now();
    const known = sources.get(digest, now);
    if (known) return known;
    const before = sources.get(digest, now - keyKeptAwayMs);
    if (!stores.up.postgres) {
      if (before) return before;
      throw storeAway('PostgreSQL');
    }
    try {
      const source = await lookUp(key);
      sources.set(digest, source, now);
      return source;
    } catch (error) {
      if (before && isAway(error)) return before;
      throw error;
    }
  };

  async function lookUp(key: string): Promise<Source> {
    const found = await readKey(stores.accounts, stores.db, key);
    if (!found) throw new Refused(401, 'wrong_key', 'This key is not known, or no longer valid.');
    const { tenant, source: id } = found;
    if (!found.scopes.events?.includes('write') || id === null) {
      throw new Refused(403, 'missing_scope', 'This key lacks the scope events:write.');
    }
    const source = await asTenant(stores.db, tenant, (tx) => sourceById(tx, tenant, id));
    if (!source) throw new Refused(401, 'wrong_key', 'The source of this key is gone.');
    return source;
  }
}
