import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import type { Random } from '#seed/random.ts';

/** What becomes of the server's messages: of so many each, one on average. */
export interface FrameWeather {
  dropEvery: number;
  repeatEvery: number;
  /** It comes after the one that follows it. */
  lateEvery: number;
  /** The connection ends in the middle of it. */
  cutEvery: number;
}

export interface FrameProxy {
  url: string;
  done: () => { dropped: number; repeated: number; reordered: number; cut: number };
  /** From now on everything arrives. */
  calm: () => void;
  close: () => Promise<void>;
}

const dataOpcodes = [1, 2];

/** Stands between a server and its pages and understands WebSocket frames: what it takes away leaves a connection that looks well. */
export async function openFrameProxy(to: string, weather: FrameWeather, random: Random): Promise<FrameProxy> {
  const target = new URL(to);
  const open = new Set<Socket>();
  const counts = { dropped: 0, repeated: 0, reordered: 0, cut: 0 };
  let isCalm = false;

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const frames = new Frames();
    let late: Buffer | null = null;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (data: Buffer) => far.write(data));
    far.on('data', (data: Buffer) => {
      for (const frame of frames.take(data)) carry(frame);
    });

    function carry(frame: Buffer): void {
      // An answer of HTTP begins with an H, which is no opcode of these.
      const isData = dataOpcodes.includes((frame[0] ?? 0) & 0x0f);
      if (!isData || isCalm) return write(frame);
      if (random.chance(1 / weather.cutEvery)) {
        counts.cut += 1;
        near.end(frame.subarray(0, Math.ceil(frame.length / 2)));
        far.resetAndDestroy();
      } else if (random.chance(1 / weather.dropEvery)) counts.dropped += 1;
      else if (random.chance(1 / weather.repeatEvery)) {
        counts.repeated += 1;
        write(frame);
        write(frame);
      } else if (late === null && random.chance(1 / weather.lateEvery)) {
        counts.reordered += 1;
        late = frame;
      } else write(frame);
    }

    function write(frame: Buffer): void {
      if (near.writableEnded) return;
      near.write(frame);
      const held = late;
      late = null;
      if (held !== null) near.write(held);
    }
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    done: () => ({ ...counts }),
    calm() {
      isCalm = true;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Cuts what a server sends into the answer to the handshake and whole frames, which a server does not mask. */
class Frames {
  #isOpen = false;
  #rest: Buffer = Buffer.alloc(0);

  take(data: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    const whole: Buffer[] = [];
    if (!this.#isOpen) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return [];
      whole.push(this.#cut(end + 4));
      this.#isOpen = true;
    }
    for (let length = this.#length(); length !== null && length <= this.#rest.length; length = this.#length())
      whole.push(this.#cut(length));
    return whole;
  }

  #cut(length: number): Buffer {
    const cut = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return cut;
  }

  /** Of the next frame with its head, RFC 6455 5.2; null while the head is not here. */
  #length(): number | null {
    const short = (this.#rest[1] ?? 0x7f) & 0x7f;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (this.#rest.length < head) return null;
    if (short === 126) return head + this.#rest.readUInt16BE(2);
    return short === 127 ? head + Number(this.#rest.readBigUInt64BE(2)) : head + short;
  }
}
