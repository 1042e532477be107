import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#seed/random.ts';

/** How bad the network is. Every figure is an average; chance decides piece by piece. */
export interface Weather {
  /** What was sent at once arrives in pieces of at most this. */
  pieceBytes: number;
  bytesPerSecond: number;
  /** Now and then a piece takes this much longer. */
  delayMs: number;
  delayEvery: number;
  /** One piece in so many is the last of its connection, in both directions and without a goodbye. */
  cutEvery: number;
}

export interface Proxy {
  /** The same address with the proxy's port. */
  url: string;
  cuts: () => number;
  /** From now on everything is carried as fast as it can be. */
  clear: () => void;
  close: () => Promise<void>;
}

/** Stands between two programs as a bad network does. Nothing is kept beyond the piece in hand: who sends too fast has to wait. */
export async function openProxy(to: string, weather: Weather, random: Random): Promise<Proxy> {
  const target = new URL(to);
  const open = new Set<Socket>();
  let cuts = 0;
  let isClear = false;

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const cut = (): void => {
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      // A connection that breaks is what we are for; its other half ends below.
      socket.on('error', () => {});
    }
    for (const [from, onto] of [
      [near, far],
      [far, near],
    ] as const) {
      carry(from, onto).then(
        () => onto.end(),
        () => cut(),
      );
    }
  });

  async function carry(from: Socket, onto: Socket): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let start = 0, bytes = 0; start < chunk.length; start += bytes) {
        bytes = 1 + Math.floor(random.uniform() * weather.pieceBytes);
        const piece = chunk.subarray(start, start + bytes);
        if (!isClear) await endure(piece.length);
        if (onto.destroyed) throw new Error('the other side is gone');
        if (!onto.write(piece)) await once(onto, 'drain');
      }
    }
  }

  async function endure(bytes: number): Promise<void> {
    const isLate = random.chance(1 / weather.delayEvery);
    await pause((bytes / weather.bytesPerSecond) * 1_000 + (isLate ? weather.delayMs : 0));
    if (random.chance(1 / weather.cutEvery)) {
      cuts++;
      throw new Error('the weather cut this connection');
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return {
    url: url.href.replace(/\/$/, ''),
    cuts: () => cuts,
    clear() {
      isClear = true;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
