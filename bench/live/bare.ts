import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ByteWriter } from '#engagement/screen/bytes.ts';
import { envelopeBytes } from '#engagement/screen/envelope.ts';
import { bytesFrame } from '#server/live-frame.ts';
import { barePage } from './bare-page.ts';
import { framesPerSecond, probePrefix, probesPerFrame } from './probe.ts';

// A program of its own: the least a server can do that shows events. It answers each with 202 and keeps nothing, and ten
// times a second writes one shared frame of so many bytes to every socket. No server of this library can be faster.

const { PORT, BYTES = '0' } = process.env;
const lines = new Set<Duplex>();
const waiting: number[] = [];

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(barePage);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const events = (Array.isArray(body) ? body : [body]) as { id: string }[];
    for (const { id } of events) if (id.startsWith(probePrefix)) waiting.push(Number(id.split('-')[1]));
    const answer = JSON.stringify({ accepted: events.length, duplicates: 0, rejected: [] });
    response
      .writeHead(202, { 'content-type': 'application/json', 'content-length': answer.length })
      .end(answer);
  });
});

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, line, head) => {
  sockets.handleUpgrade(request, line, head, (ws) => {
    lines.add(line);
    ws.on('close', () => lines.delete(line));
    ws.on('error', () => ws.terminate());
    // A viewer is there once it was sent a view.
    line.write(bytesFrame(envelope('snapshot', 0, new Uint8Array(1))));
  });
});

let seq = 0;
setInterval(() => {
  seq += 1;
  const frame = bytesFrame(envelope('step', seq, body()));
  for (const line of lines) line.write(frame);
}, 1_000 / framesPerSecond);

/** When it was made, where steps have it; then what takes up space; and at the end which rows are to change. */
function body(): Uint8Array {
  const to = new ByteWriter();
  to.count(0);
  to.count(Date.now());
  to.raw(new Uint8Array(Math.max(0, Number(BYTES) - 32 - probesPerFrame)));
  const probes = waiting.splice(0, probesPerFrame);
  for (let index = 0; index < probesPerFrame; index++) to.u8((probes[index] ?? -1) + 1);
  return to.done();
}

function envelope(kind: 'snapshot' | 'step', at: number, bytes: Uint8Array): Uint8Array {
  return envelopeBytes({
    kind,
    topic: 0,
    epoch: 'bare',
    base: Math.max(0, at - 1),
    seq: at,
    isPacked: false,
    body: bytes,
  });
}

server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
