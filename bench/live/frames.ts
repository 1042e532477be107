/** A message as a server sends it: whole, unmasked, RFC 6455 5.2. */
export interface ServerFrame {
  opcode: number;
  payload: Buffer;
  /** Where in the bytes the next one begins. */
  next: number;
}

export const opcodes = { text: 1, bytes: 2, close: 8, ping: 9, pong: 10 } as const;

/** Reads the frame that begins there; null while it is not there as a whole. */
export function readFrame(bytes: Buffer, from: number): ServerFrame | null {
  if (bytes.length < from + 2) return null;
  const [head = 0, short = 0] = [bytes[from], bytes[from + 1]];
  const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < from + headBytes) return null;
  const length =
    short < 126
      ? short
      : short === 126
        ? bytes.readUInt16BE(from + 2)
        : Number(bytes.readBigUInt64BE(from + 2));
  const next = from + headBytes + length;
  if (bytes.length < next) return null;
  return { opcode: head & 0x0f, payload: bytes.subarray(from + headBytes, next), next };
}

/** What a client says, which must be masked: with zeros, which leaves it as it is. Under 64 kB. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const isShort = length < 126;
  const frame = Buffer.alloc((isShort ? 6 : 8) + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (isShort ? length : 126);
  if (!isShort) frame.writeUInt16BE(length, 2);
  payload.copy(frame, isShort ? 6 : 8);
  return frame;
}
