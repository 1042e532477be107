import { deflateRawSync } from 'node:zlib';
import type { Delta, ServerMessage, Snapshot } from '#engagement/live.ts';
import { envelopeBytes, topicHash } from '#engagement/screen/envelope.ts';

/** How a viewer wants to be told: our page in bytes, others in JSON. */
export type Form = 'json' | 'bytes';

/** Below this deflating saves less than it costs. */
const packAboveBytes = 4_096;
const textOpcode = 1;
const bytesOpcode = 2;

/** One message as every socket gets it: encoded once for each form that somebody wants, with its WebSocket head. */
export class Frame {
  readonly #message: () => Snapshot | Delta;
  readonly #body: (() => Uint8Array) | null;
  readonly #made: Partial<Record<Form, Buffer>> = {};

  /** `body` is the view or step in bytes; what has none is told to everybody in JSON. */
  constructor(message: () => Snapshot | Delta, body: (() => Uint8Array) | null = null) {
    this.#message = message;
    this.#body = body;
  }

  as(form: Form): Buffer {
    return (this.#made[form] ??=
      form === 'bytes' && this.#body ? this.#inBytes(this.#body()) : this.#inJson());
  }

  #inJson(): Buffer {
    const made = framed(textOpcode, Buffer.from(JSON.stringify(this.#message())));
    this.#made.json = made;
    return made;
  }

  #inBytes(body: Uint8Array): Buffer {
    const message = this.#message();
    const isPacked = body.length > packAboveBytes;
    return bytesFrame(
      envelopeBytes({
        kind: message.kind === 'snapshot' ? 'snapshot' : 'step',
        topic: topicHash(message.topic),
        epoch: message.epoch,
        base: message.kind === 'delta' ? message.base : message.seq,
        seq: message.seq,
        isPacked,
        body: isPacked ? deflateRawSync(body, { level: 2 }) : body,
      }),
    );
  }
}

export function textFrame(message: ServerMessage): Buffer {
  return framed(textOpcode, Buffer.from(JSON.stringify(message)));
}

export function bytesFrame(payload: Uint8Array): Buffer {
  return framed(bytesOpcode, payload);
}

/** A whole WebSocket message of the server, RFC 6455 5.2: unmasked, in one frame, uncompressed. */
function framed(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = 0x80 | opcode;
  if (headBytes === 2) frame[1] = length;
  else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, headBytes);
  return frame;
}
