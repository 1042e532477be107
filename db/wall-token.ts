import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The name of the secret by which pseudonyms are drawn (db/postgres/secrets.ts). */
export const pseudonymSecret = 'pseudonyms';

/** What opens a wall: 256 bits that nobody guesses. It is said once, and only its hash is kept. */
export function newWallToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Unsalted and quick, as it may be for what is drawn and not chosen: a wall asks every two seconds. */
export function wallTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** A number that stands for an enrolment on one wall, and for nobody on another. */
export function pseudonymDraw(secret: string, wall: string, enrolment: string): number {
  return createHmac('sha256', secret).update(`${wall} ${enrolment}`).digest().readUInt32BE(0);
}
