/** Tells two pictures apart: 64 bits in hexadecimal. It is no secret and no proof against ill will. */
export function hashOf(bytes: Uint8Array): string {
  // FNV-1a twice, with other beginnings and other steps: one of 32 bits alone meets itself too soon.
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b) ^ (other >>> 15);
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** A text as 32 bits. */
export function shortHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
