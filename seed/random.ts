/*
 * Chance that repeats itself: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, integers only,
 * so that the same seed draws the same numbers on any machine. Of floating point it uses only what
 * IEEE 754 fixes, and Math.log (elsewhere in seed/ Math.exp), which V8 computes in software.
 */

/** A stream of draws. `fork` opens another that depends on the seed and its name alone, not on what was drawn here. */
export interface Random {
  /** From 0 up to but not including 1. */
  uniform(): number;
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  normal(mean: number, deviation: number): number;
  exponential(mean: number): number;
  /** A whole number whose mean is this: 2.3 is two, or three with chance 0.3. */
  rounded(mean: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the values, in proportion to its weight. */
  weighted<T>(from: readonly (readonly [value: T, weight: number])[]): T;
  fork(name: string): Random;
}

export function openRandom(seed: string | number): Random {
  const name = String(seed);
  const next = sfc32(name);

  const random: Random = {
    // 53 bits, all that a double holds: two draws instead of one keep neighbours apart in long runs.
    uniform: () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992,
    between: (least, most) => least + (most - least) * random.uniform(),
    chance: (probability) => random.uniform() < probability,
    normal: (mean, deviation) => mean + deviation * standardNormal(random),
    exponential: (mean) => -mean * Math.log(1 - random.uniform()),
    rounded: (mean) => Math.floor(mean + random.uniform()),
    pick(from) {
      const value = from[Math.floor(random.uniform() * from.length)];
      if (value === undefined) throw new Error('cannot pick from nothing');
      return value;
    },
    weighted(from) {
      let sum = 0;
      for (const one of from) sum += one[1];
      let left = random.uniform() * sum;
      for (const one of from) if ((left -= one[1]) < 0) return one[0];
      // Rounding may leave a little over.
      const last = from.findLast(([, weight]) => weight > 0);
      if (last === undefined) throw new Error('cannot pick where nothing has a weight');
      return last[0];
    },
    fork: (child) => openRandom(`${name}/${child}`),
  };
  return random;
}

/** Marsaglia's polar method: no sine or cosine, whose last digit differs between machines. */
function standardNormal(random: Random): number {
  for (;;) {
    const x = random.between(-1, 1);
    const y = random.between(-1, 1);
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** The generator after twelve rounds, which is when every bit of the seed has reached every bit of the state. */
function sfc32(seed: string): () => number {
  let [a, b, c] = hashed(seed);
  let counter = 1;
  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Three FNV-1a hashes from different starts, each finished as murmur3 does: similar names share nothing. */
function hashed(text: string): [number, number, number] {
  const hash = (start: number) => {
    let value = start;
    for (let position = 0; position < text.length; position++) {
      value = Math.imul(value ^ text.charCodeAt(position), 16_777_619);
    }
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  };
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x243f6a88)];
}
