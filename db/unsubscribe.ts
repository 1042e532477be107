import { createHmac, timingSafeEqual } from 'node:crypto';

/** The name of the secret that signs them (db/postgres/secrets.ts). */
export const unsubscribeSecret = 'unsubscribe';

/** What turns one person's digest off, and nothing else: it may lie in a mailbox for years. */
export function unsubscribeToken(secret: string, tenant: string, user: string): string {
  return `${tenant}.${user}.${signatureOf(secret, tenant, user).toString('base64url')}`;
}

/** Whose digest a token turns off; null for one that we did not make. */
export function unsubscribeOf(secret: string, token: string): { tenant: string; user: string } | null {
  const [tenant = '', user = '', signature = '', ...more] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(secret, tenant, user);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { tenant, user };
}

function signatureOf(secret: string, tenant: string, user: string): Buffer {
  return createHmac('sha256', secret).update(`digest ${tenant} ${user}`).digest();
}
