import { createHmac, timingSafeEqual } from 'node:crypto';

/** The name of the secret that signs them (db/postgres/secrets.ts). */
export const unsubscribeSecret = 'unsubscribe';

/** Which mails a link turns off: the digest of somebody of the staff, or a learner's nudges. */
type About = 'digest' | 'nudges';

/** What turns one person's mails of one kind off, and nothing else: it may lie in a mailbox for years. */
export function unsubscribeToken(secret: string, about: About, tenant: string, person: string): string {
  return `${tenant}.${person}.${signatureOf(secret, about, tenant, person).toString('base64url')}`;
}

/** Whose mails a token turns off; null for one that we did not make, or not for these. */
export function unsubscribeOf(
  secret: string,
  about: About,
  token: string,
): { tenant: string; person: string } | null {
  const [tenant = '', person = '', signature = '', ...more] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(secret, about, tenant, person);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { tenant, person };
}

function signatureOf(secret: string, about: About, tenant: string, person: string): Buffer {
  return createHmac('sha256', secret).update(`${about} ${tenant} ${person}`).digest();
}
