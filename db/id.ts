import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sixteen characters that sort by the time they were made: 48 bits of milliseconds, 32 of chance. */
export function newId(now = Date.now()): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUIntBE(now, 0, 6);
  randomBytes(4).copy(bytes, 6);
  return written(bytes);
}

/** As long, and the same for the same text: 80 bits of its SHA-256. */
export function idOf(text: string): string {
  return written(createHash('sha256').update(text).digest().subarray(0, 10));
}

function written(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let id = '';
  for (let position = 0; position < 16; position++) {
    id = alphabet.charAt(Number(bits & 31n)) + id;
    bits >>= 5n;
  }
  return id;
}
