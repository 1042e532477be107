import { createMiddleware } from 'hono/factory';
import { learnerOfUser } from '#db/postgres/learners.ts';
import { membershipOf, readKey } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { rightsOfKey, rightsOfSession } from '#db/postgres/rights.ts';
import { type Role, isStaff } from '#engagement/person.ts';
import type { Caller, Variables } from './api.ts';
import { Refused, notFound, storeAway } from './errors.ts';
import type { Stores } from './stores.ts';

/** Lets in people with a session and programs with an API key, and says who it is. */
export function identified(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const caller = await callerOf(stores, c.req.raw.headers, c.req.method !== 'GET');
    c.set('caller', caller);
    await next();
  });
}

export async function callerOf(stores: Stores, headers: Headers, isWrite: boolean): Promise<Caller> {
  const key = bearerOf(headers);
  return key === null ? personOf(stores, headers) : programOf(stores, key, isWrite);
}

/** The signed-in person, or a refusal. */
async function personOf(stores: Stores, headers: Headers): Promise<Caller> {
  // It throws when it could not look; a session that is not there is null. A pooled connection may have died
  // unnoticed in an outage just over: looking a second time takes another one.
  const look = () => stores.accounts.api.getSession({ headers });
  const session = await look()
    .catch(look)
    .catch((error: unknown) => {
      throw storeAway('PostgreSQL', error);
    });
  const membership = session && (await membershipOf(stores.db, session.user.id));
  if (!membership) throw new Refused(401, 'not_signed_in', 'Sign in first, or send an API key.');
  return { id: session.user.id, name: session.user.name, session: session.session.id, ...membership };
}

export function bearerOf(headers: Headers): string | null {
  const match = /^Bearer (\S{1,256})$/i.exec(headers.get('authorization') ?? '');
  return match?.[1] ?? null;
}

/** Only these may go on; whoever may not is told so, since that the route exists is no secret. */
export function requireRole(caller: Caller, ...allowed: (Role | 'program')[]): void {
  if (!allowed.includes(caller.role)) {
    throw new Refused(403, 'not_allowed', `This is not open to the role ${caller.role}.`);
  }
}

export function requireStaff(caller: Caller): void {
  if (caller.role !== 'program' && !isStaff(caller.role))
    requireRole(caller, 'admin', 'manager', 'mentor', 'program');
}

/** The learner a signed-in learner is. */
export async function ownLearner(stores: Stores, caller: Caller): Promise<string | null> {
  if (caller.role !== 'learner') return null;
  return asTenant(stores.db, caller.tenant.id, (tx) => learnerOfUser(tx, caller.tenant.id, caller.id));
}

/** Only a learner with an account may go on: what is asked is theirs alone. */
export async function requireOwnLearner(stores: Stores, caller: Caller): Promise<string> {
  requireRole(caller, 'learner');
  const learner = await ownLearner(stores, caller);
  if (learner === null) throw new Refused(403, 'no_learner', 'This account belongs to no learner.');
  return learner;
}

/** Learners read themselves and nobody else; that somebody else exists is not theirs to know. */
export async function requireMayRead(stores: Stores, caller: Caller, learner: string): Promise<void> {
  if (caller.role === 'learner' && (await ownLearner(stores, caller)) !== learner) throw notFound('learner');
}

async function programOf(stores: Stores, key: string, isWrite: boolean): Promise<Caller> {
  const found = await readKey(stores.accounts, stores.db, key);
  if (!found) throw new Refused(401, 'wrong_key', 'This key is not known, or no longer valid.');
  const needed = isWrite ? 'write' : 'read';
  if (!found.scopes.api?.includes(needed)) {
    throw new Refused(403, 'missing_scope', `This key lacks the scope api:${needed}.`);
  }
  const tenant = { id: found.tenant, name: '' };
  return { id: found.id, name: found.name ?? 'program', tenant, role: 'program' };
}

/** Whether somebody who came in may still do what they came for: their session or key is good, in this tenant, in this role. */
export async function isStillGood(stores: Stores, caller: Caller): Promise<boolean> {
  const now = new Date();
  if (caller.session === undefined)
    return (await rightsOfKey(stores.db, caller.id, now))?.tenant === caller.tenant.id;
  const rights = await rightsOfSession(stores.db, caller.session, now);
  return rights !== null && rights.tenant === caller.tenant.id && rights.role === caller.role;
}
