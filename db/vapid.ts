import { createECDH } from 'node:crypto';
import type { Database } from './postgres/connect.ts';
import { sharedSecret } from './postgres/secrets.ts';

/** By which push services and browsers know that a push is ours; both halves base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

/** The keys of this installation: of the private one that was set, or made once and kept. */
export async function vapidKeys(db: Database, given: string | null): Promise<VapidKeys> {
  const own =
    given === null ? Buffer.from(await sharedSecret(db, 'vapid'), 'hex') : Buffer.from(given, 'base64url');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(own);
  return { publicKey: pair.getPublicKey('base64url'), privateKey: own.toString('base64url') };
}
