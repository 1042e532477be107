/** Writes numbers and texts one after the other into bytes that grow. */
export class ByteWriter {
  #bytes = new Uint8Array(4_096);
  #at = 0;

  u8(value: number): void {
    this.#need(1);
    this.#bytes[this.#at++] = value;
  }

  u32(value: number): void {
    for (const shift of [24, 16, 8, 0]) this.u8((value >>> shift) & 0xff);
  }

  /** A whole number of 0 or more, seven bits a byte, lowest first. Times in milliseconds need more than 32 bits. */
  count(value: number): void {
    this.#need(8);
    let rest = value;
    for (; rest >= 0x80; rest = rest > 0x7fff_ffff ? Math.floor(rest / 0x80) : rest >>> 7) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** A whole number of either sign; small ones are short. */
  whole(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    // At most three bytes a letter of JavaScript's.
    this.#need(8 + 3 * value.length);
    const isPlain = value.length < 0x80 && plain.test(value);
    if (isPlain) {
      this.count(value.length);
      for (let index = 0; index < value.length; index++) this.#bytes[this.#at++] = value.charCodeAt(index);
      return;
    }
    const bytes = encoder.encode(value);
    this.count(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#need(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What was written, in bytes of its own. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }

  #need(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Bytes that end too soon, or say what cannot be. */
export class BadBytes extends Error {}

/** Reads what a `ByteWriter` wrote, and throws `BadBytes` when it was none. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u8(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new BadBytes('the bytes end too soon');
    return value;
  }

  u32(): number {
    return ((this.u8() << 24) | (this.u8() << 16) | (this.u8() << 8) | this.u8()) >>> 0;
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (let read = 0; read < 8; read++, scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
    }
    throw new BadBytes('a number is too long');
  }

  /** A count of things that take a byte each at least. */
  many(): number {
    const value = this.count();
    if (value > this.#bytes.length - this.#at) throw new BadBytes('more is announced than there are bytes');
    return value;
  }

  whole(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    return decoder.decode(this.raw(this.many()));
  }

  raw(length: number): Uint8Array {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new BadBytes('the bytes end too soon');
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  /** All that was not read yet. */
  rest(): Uint8Array {
    return this.raw(this.#bytes.length - this.#at);
  }

  /** A time as the API says it. */
  time(ms: number): string {
    if (Math.abs(ms) > 8.64e15) throw new BadBytes('no such time');
    return new Date(ms).toISOString();
  }

  /** One of a closed list, by its place. */
  one<T>(list: readonly T[]): T {
    const found = list[this.count()];
    if (found === undefined) throw new BadBytes('not in the list');
    return found;
  }
}

const plain = /^[\x20-\x7e]*$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: false });
