/** Virtual shards: enough to spread over any cluster we would run, few enough to look at all of them ten times a second. */
export const shardCount = 256;

const slotCount = 16_384;

/**
 * A cohort's shard. All of a cohort's windows, its due learners, its log and its feed share it, so
 * that a batch from one class is one atomic step and one screen is read from one place.
 */
export function shardOf(cohort: string): number {
  // FNV-1a: ids of one millisecond differ in a few letters only, and must still spread.
  let hash = 0x811c9dc5;
  for (let index = 0; index < cohort.length; index++) {
    hash = Math.imul(hash ^ cohort.charCodeAt(index), 0x01000193) >>> 0;
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % shardCount;
}

/** The hash tag of a shard, such as `{s017}`: one number out of each sixty-fourth slot range, so that any split of the slots is even. */
export function tagOf(shard: number): string {
  return tags[shard] ?? '';
}

/** The slot of a key in a cluster: CRC16 (XMODEM) of its tag's inside, or of all of it, modulo the slots. */
export function slotOf(key: string): number {
  const text = /\{([^}]+)\}/.exec(key)?.[1] ?? key;
  let crc = 0;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % slotCount;
}

const tags = evenTags();

function evenTags(): string[] {
  const band = slotCount / shardCount;
  const found = Array.from({ length: shardCount }, () => '');
  for (let number = 0, missing = shardCount; missing > 0; number++) {
    const name = `s${String(number).padStart(3, '0')}`;
    const shard = Math.floor(slotOf(name) / band);
    if (found[shard] === '') {
      found[shard] = `{${name}}`;
      missing--;
    }
  }
  return found;
}
