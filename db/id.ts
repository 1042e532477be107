import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sixteen characters that sort by the time they were made: 48 bits of milliseconds, 32 of chance. */
export function newId(now = Date.now()): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUIntBE(now, 0, 6);
  randomBytes(4).copy(bytes, 6);
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let id = '';
  for (let position = 0; position < 16; position++) {
    id = alphabet.charAt(Number(bits & 31n)) + id;
    bits >>= 5n;
  }
  return id;
}
