import { apiKey, defaultKeyHasher } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { createAccessControl } from 'better-auth/plugins/access';
import { organization } from 'better-auth/plugins/organization';
import { adminAc, defaultStatements, memberAc, ownerAc } from 'better-auth/plugins/organization/access';
import { and, eq, ne } from 'drizzle-orm';
import type { Role } from '#engagement/person.ts';
import { newId } from '../id.ts';
import * as tables from './account-tables.ts';
import type { Database } from './connect.ts';
import { demoDoor } from './demo-door.ts';

/** Accounts, sessions, tenants, memberships and keys, kept by better-auth. */
export type Accounts = ReturnType<typeof openAccounts>;

/** What a program's key may do: `events` for sources, the others for readers of the API. */
export type Scopes = { events?: ['write']; api?: ('read' | 'write')[] };

const access = createAccessControl({ ...defaultStatements, apiKey: ['create', 'read', 'update', 'delete'] });
const sessionS = 7 * 86_400;

export function openAccounts(db: Database, settings: { origins: [string, ...string[]]; secret: string }) {
  return betterAuth({
    baseURL: settings.origins[0],
    basePath: '/v1/auth',
    secret: settings.secret,
    trustedOrigins: settings.origins,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: drizzleAdapter(db, { provider: 'pg', schema: tables }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: sessionS, updateAge: 86_400 },
    // Ten tries a minute from one address: a person who mistypes is not stopped, a guessing program is.
    rateLimit: { enabled: true, customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    advanced: {
      cookiePrefix: 'holdfast',
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newId() },
    },
    plugins: [
      organization({
        allowUserToCreateOrganization: false,
        creatorRole: 'admin',
        ac: access,
        roles: {
          admin: access.newRole({ ...ownerAc.statements, apiKey: ['create', 'read', 'update', 'delete'] }),
          manager: access.newRole({ ...adminAc.statements, apiKey: ['read'] }),
          mentor: access.newRole({ ...memberAc.statements }),
          learner: access.newRole({ ...memberAc.statements }),
        },
      }),
      apiKey({
        references: 'organization',
        enableMetadata: true,
        defaultPrefix: 'hf_',
        // Sources have their own token bucket in Redis; counting here would write a row for every batch.
        rateLimit: { enabled: false },
      }),
      // Not a route of its own: the server calls it behind the demo's door, which is not there outside the demo.
      demoDoor(),
    ],
  });
}

/** Set by the server from the socket, never taken from a client. */
export const addressHeader = 'x-holdfast-address';

/** The tenant and role of a signed-in person, or null when they belong to none. */
export async function membershipOf(
  db: Database,
  userId: string,
): Promise<{ tenant: { id: string; name: string }; role: Role } | null> {
  const [row] = await db
    .select({ id: tables.organization.id, name: tables.organization.name, role: tables.member.role })
    .from(tables.member)
    .innerJoin(tables.organization, eq(tables.organization.id, tables.member.organizationId))
    .where(eq(tables.member.userId, userId))
    .limit(1);
  return row ? { tenant: { id: row.id, name: row.name }, role: row.role as Role } : null;
}

export async function createTenant(db: Database, name: string, slug: string): Promise<string> {
  const id = newId();
  await db.insert(tables.organization).values({ id, name, slug });
  return id;
}

export async function tenantBySlug(db: Database, slug: string): Promise<string | null> {
  const [row] = await db
    .select({ id: tables.organization.id })
    .from(tables.organization)
    .where(eq(tables.organization.slug, slug));
  return row?.id ?? null;
}

/** What is kept of a password. It takes a tenth of a second of a core, by intent: who makes many of one password asks once. */
export async function hashOf(accounts: Accounts, password: string): Promise<string> {
  const context = await accounts.$context;
  return context.password.hash(password);
}

/** Adds a person to a tenant, with a password they sign in with. */
export async function createPerson(
  accounts: Accounts,
  db: Database,
  person: { tenant: string; name: string; email: string; passwordHash: string; role: Role },
): Promise<string> {
  const context = await accounts.$context;
  const user = await context.internalAdapter.createUser(
    { name: person.name, email: person.email.toLowerCase(), emailVerified: true },
    { method: 'email-password' },
  );
  await context.internalAdapter.linkAccount({
    userId: user.id,
    accountId: user.id,
    providerId: 'credential',
    password: person.passwordHash,
  });
  await db
    .insert(tables.member)
    .values({ id: newId(), organizationId: person.tenant, userId: user.id, role: person.role });
  return user.id;
}

/** The first person of a tenant with this role; the demo's door signs in as them. */
export async function personWithRole(
  db: Database,
  tenant: string,
  role: Role,
): Promise<{ id: string; email: string; name: string } | null> {
  const [row] = await db
    .select({ id: tables.user.id, email: tables.user.email, name: tables.user.name })
    .from(tables.member)
    .innerJoin(tables.user, eq(tables.user.id, tables.member.userId))
    .where(and(eq(tables.member.organizationId, tenant), eq(tables.member.role, role)))
    .orderBy(tables.member.id)
    .limit(1);
  return row ?? null;
}

/** A member of the tenant by id, with the role they have in it. */
export async function memberOf(
  db: Database,
  tenant: string,
  userId: string,
): Promise<{ id: string; name: string; role: Role } | null> {
  const [row] = await db
    .select({ id: tables.user.id, name: tables.user.name, role: tables.member.role })
    .from(tables.member)
    .innerJoin(tables.user, eq(tables.user.id, tables.member.userId))
    .where(and(eq(tables.member.organizationId, tenant), eq(tables.member.userId, userId)));
  return row ? { ...row, role: row.role as Role } : null;
}

/** Somebody of the staff, with where their mail goes. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  role: Role;
  tenantName: string;
}

/** The staff of a tenant. */
export async function staffOf(db: Database, tenant: string): Promise<StaffMember[]> {
  const rows = await db
    .select({
      id: tables.user.id,
      name: tables.user.name,
      email: tables.user.email,
      role: tables.member.role,
      tenantName: tables.organization.name,
    })
    .from(tables.member)
    .innerJoin(tables.user, eq(tables.user.id, tables.member.userId))
    .innerJoin(tables.organization, eq(tables.organization.id, tables.member.organizationId))
    .where(and(eq(tables.member.organizationId, tenant), ne(tables.member.role, 'learner')))
    .orderBy(tables.user.id);
  return rows.map((row) => ({ ...row, role: row.role as Role }));
}

/** A new key of a tenant, shown this once. `source` binds it to the source whose events it may send. */
export async function createKey(
  accounts: Accounts,
  key: { tenant: string; by: string; name: string; scopes: Scopes; source?: string },
): Promise<string> {
  const made = await accounts.api.createApiKey({
    body: {
      organizationId: key.tenant,
      userId: key.by,
      name: key.name,
      permissions: key.scopes,
      ...(key.source === undefined ? {} : { metadata: { source: key.source } }),
    },
  });
  return made.key;
}

/** What a key stands for, or null when there is no such key. Throws when the database is away. */
export async function readKey(
  accounts: Accounts,
  db: Database,
  key: string,
): Promise<{
  id: string;
  name: string | null;
  tenant: string;
  scopes: Scopes;
  source: string | null;
} | null> {
  const { valid, key: found } = await accounts.api.verifyApiKey({ body: { key } });
  if (!valid || !found) {
    // The library says "invalid" as well when it could not look. Asked by ourselves, an absent database throws.
    const [row] = await db
      .select({ enabled: tables.apikey.enabled, expiresAt: tables.apikey.expiresAt })
      .from(tables.apikey)
      .where(eq(tables.apikey.key, await defaultKeyHasher(key)));
    const isGood = row?.enabled && (row.expiresAt === null || row.expiresAt.getTime() > Date.now());
    if (isGood) throw new Error('Connection is closed: a key that is good could not be read');
    return null;
  }
  const metadata = found.metadata as { source?: string } | null;
  return {
    id: found.id,
    name: found.name,
    tenant: found.referenceId,
    scopes: found.permissions ?? {},
    source: metadata?.source ?? null,
  };
}
