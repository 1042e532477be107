import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Ledger, keepSending } from './ledger.ts';
import { percentile } from './percentile.ts';
import { judge } from './verdict.ts';

const slowOnes = 200;
const measuredMs = { short: 2_000, long: 60_000 };
/** Noise of a busy machine beside what it took without them. */
const slowerByMaxMs = 250;

export const slowSenders: Fault = {
  name: 'slow-senders',
  what: '200 half-open connections send a byte a second',
  async run(world, size) {
    const crowd = await gather(world);
    const ledger = keepSending({ ...world, crowd, eventsPerSecond: 1_000 });
    await ledger.until(1_000);
    const without = await p99During(ledger, measuredMs[size]);
    const sockets = await Promise.all(
      Array.from({ length: slowOnes }, (_, index) => openSlowly(world.url, crowd, index % 2 === 0)),
    );
    const dripping = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('a');
    }, 1_000);
    const among = await p99During(ledger, measuredMs[size]);
    clearInterval(dripping);
    for (const socket of sockets) socket.destroy();
    await ledger.stop();
    assert.ok(
      among < without + slowerByMaxMs,
      `p99 among slow senders is ${among} ms, without them ${without} ms`,
    );
    return {
      ...(await judge(world, crowd, ledger.acknowledged)),
      recoverS: null,
      figures: { p99MsWithout: without, p99MsAmong: among },
    };
  },
};

/** Half of them do not come to the end of their headers, half not to the end of their body. */
async function openSlowly(url: string, { sourceKey }: Crowd, isInHeaders: boolean): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`POST /v1/events HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${sourceKey}\r\n`);
  if (isInHeaders) socket.write('X-Slow: ');
  else socket.write('Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n[');
  return socket;
}

async function p99During(ledger: Ledger, ms: number): Promise<number> {
  const from = ledger.tookMs.length;
  await pause(ms);
  return percentile(ledger.tookMs.slice(from), 99);
}
