import { randomBytes } from 'node:crypto';
import { type Socket, connect } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { ByteReader } from '#engagement/screen/bytes.ts';
import { envelopeOf } from '#engagement/screen/envelope.ts';
import { createHistogram } from '../histogram.ts';
import { clientFrame, opcodes, readFrame } from './frames.ts';

// A program of its own that plays very many viewers. It looks into a frame only as far as it says when it was made, and
// at what is the same for all of them only once: what is measured is the server, and this runs on the same cores.

export interface OpenViewers {
  op: 'open';
  port: number;
  cookie: string;
  topic: string;
  /** More than are open already. */
  sockets: number;
}
export interface MeasureViewers {
  op: 'measure';
  forMs: number;
}
export interface ViewersReport {
  open: number;
  /** Steps each of them got in a second. */
  framesPerSecond: number;
  /** Of steps, with their heads. */
  bytesPerSecond: number;
  /** From when the server made a frame to when a viewer had read it. */
  p50Ms: number;
  p99Ms: number;
  /** The first frame each was sent: the whole view. */
  snapshotBytes: number;
  ownCores: number;
}

/** Sign-ups under way at a time. */
const opensAtOnce = 64;

let open = 0;
let [steps, bytes, snapshotBytes] = [0, 0, 0];
let delays = createHistogram();
/** When the last frame was made, by its number. */
let last = { seq: -1, madeAt: 0 };

process.on('message', (message: OpenViewers | MeasureViewers) => {
  const done = message.op === 'open' ? openMany(message) : measure(message.forMs);
  void done.then((report) => process.send?.(report));
});
process.once('disconnect', () => process.exit());

async function openMany(settings: OpenViewers): Promise<ViewersReport> {
  let left = settings.sockets;
  await Promise.all(
    Array.from({ length: opensAtOnce }, async () => {
      while (left-- > 0) await openOne(settings);
    }),
  );
  return measure(0);
}

/** Resolves once the whole view is there. */
function openOne({ port, cookie, topic }: OpenViewers): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    let held: Buffer | null = null;
    let isUpgraded = false;
    socket.on('error', reject);
    socket.on('close', () => {
      open -= 1;
      reject(new Error('the server closed a viewer'));
    });
    socket.on('data', (chunk: Buffer) => {
      let data = held === null ? chunk : Buffer.concat([held, chunk]);
      held = null;
      if (!isUpgraded) {
        const end = data.indexOf('\r\n\r\n');
        if (end === -1) return void (held = data);
        if (!data.subarray(0, 12).equals(switching)) return void socket.destroy();
        isUpgraded = true;
        const subscribe = JSON.stringify({ op: 'subscribe', topic, as: 'bytes' });
        socket.write(clientFrame(opcodes.text, Buffer.from(subscribe)));
        data = data.subarray(end + 4);
      }
      held = take(data, socket, () => {
        open += 1;
        resolve();
      });
    });
    socket.write(
      [
        'GET /v1/live HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        `Origin: http://127.0.0.1:${port}`,
        `Cookie: ${cookie}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    );
  });
}

const switching = Buffer.from('HTTP/1.1 101');

/** Takes every frame that is there as a whole, and returns what is left. */
function take(data: Buffer, socket: Socket, begun: () => void): Buffer | null {
  let at = 0;
  for (let frame = readFrame(data, at); frame !== null; frame = readFrame(data, at)) {
    const { opcode, payload, next } = frame;
    if (opcode === opcodes.ping) socket.write(clientFrame(opcodes.pong, payload));
    if (opcode === opcodes.bytes) takeBytes(payload, next - at, begun);
    at = next;
  }
  return at === data.length ? null : data.subarray(at);
}

function takeBytes(payload: Buffer, length: number, begun: () => void): void {
  const { kind, seq, isPacked, body } = envelopeOf(payload);
  if (kind === 'snapshot') {
    snapshotBytes = length;
    begun();
    return;
  }
  if (seq !== last.seq) {
    const from = new ByteReader(isPacked ? inflateRawSync(body) : body);
    from.count();
    last = { seq, madeAt: from.count() };
  }
  steps += 1;
  bytes += length;
  delays.add(Math.max(0, Date.now() - last.madeAt));
}

async function measure(forMs: number): Promise<ViewersReport> {
  [steps, bytes, delays] = [0, 0, createHistogram()];
  const [own, began] = [process.cpuUsage(), performance.now()];
  await new Promise((done) => setTimeout(done, forMs));
  const { user, system } = process.cpuUsage(own);
  const elapsedMs = performance.now() - began;
  const viewerSeconds = Math.max(1, open) * (elapsedMs / 1_000);
  return {
    open,
    framesPerSecond: steps / viewerSeconds,
    bytesPerSecond: bytes / viewerSeconds,
    p50Ms: delays.percentile(0.5),
    p99Ms: delays.percentile(0.99),
    snapshotBytes,
    ownCores: (user + system) / 1_000 / elapsedMs,
  };
}
