import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Refused } from '../errors.ts';

/** Of a body, before and after decompression. */
const bodyMaxBytes = 1024 * 1024;
const batchMax = 1_000;
/** Lines kept at once while more of the body is still on its way. */
const linesAtOnce = 500;

/** One element of a batch: decoded JSON, or the fact that its line was none. */
export type RawEvent = { ok: true; value: unknown } | { ok: false };

const ndjson = 'application/x-ndjson';
const encodings = ['identity', 'gzip', 'br'] as const;
type Encoding = (typeof encodings)[number];

/**
 * Reads a body of events: one object or an array come as one part, lines as they arrive, so that a
 * long body of lines is never held whole. What breaks a rule half-way is refused from there on; the
 * parts before it have been handed out.
 */
export async function* readEvents(request: Request): AsyncGenerator<RawEvent[]> {
  const type = mediaTypeOf(request.headers);
  const bytes = decoded(request, encodingOf(request.headers));
  if (type === ndjson) yield* lineParts(bytes);
  else yield documentOf(textOf(await all(bytes)));
}

/** The whole body as it was sent, for whoever must have seen all of it before anything is kept. */
export async function readWhole(request: Request): Promise<{ sent: Buffer; again: Request }> {
  const sent = await all(limited(request));
  return {
    sent,
    again: new Request(request.url, { method: 'POST', headers: request.headers, body: new Uint8Array(sent) }),
  };
}

function mediaTypeOf(headers: Headers): string {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type === ndjson) return type;
  throw new Refused(415, 'unsupported_type', `Send application/json or ${ndjson}.`);
}

function encodingOf(headers: Headers): Encoding {
  const named = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const encoding = encodings.find((one) => one === named);
  if (encoding) return encoding;
  throw new Refused(415, 'unsupported_encoding', 'Content-Encoding may be gzip or br.');
}

/** The bytes as sent. A body of known length is read in one go, which is most of them and twice as fast. */
async function* limited(request: Request): AsyncGenerator<Uint8Array> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > bodyMaxBytes) throw tooLarge('a body holds at most 1 MiB');
  if (length !== null) {
    const whole = new Uint8Array(await request.arrayBuffer());
    if (whole.byteLength > bodyMaxBytes) throw tooLarge('a body holds at most 1 MiB');
    yield whole;
    return;
  }
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bodyMaxBytes) throw tooLarge('a body holds at most 1 MiB');
    yield chunk;
  }
}

async function* decoded(request: Request, encoding: Encoding): AsyncGenerator<Uint8Array> {
  if (encoding === 'identity') {
    yield* limited(request);
    return;
  }
  // The sender's own refusals come through the pipe as they are; what the decoder says becomes one.
  let refused: unknown;
  const sent = Readable.from(limited(request)).on('error', (error) => (refused = error));
  const inflated = sent.pipe(encoding === 'gzip' ? createGunzip() : createBrotliDecompress());
  sent.on('error', (error) => inflated.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of inflated as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      // The limit holds while inflating, so a bomb never unfolds.
      if (bytes > bodyMaxBytes) throw tooLarge('a body holds at most 1 MiB after decompression');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Refused || refused !== undefined) throw refused ?? error;
    throw new Refused(400, 'bad_encoding', `The body is not ${encoding}.`);
  } finally {
    sent.destroy();
    inflated.destroy();
  }
}

/** A line that is no JSON is refused by itself; a body without a single good line is not NDJSON at all. */
async function* lineParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RawEvent[]> {
  const decoder = new TextDecoder();
  let begun = '';
  let part: RawEvent[] = [];
  let isAnyGood = false;
  let isAnyBad = false;
  const add = (line: string): void => {
    if (line.trim() === '') return;
    const event = parseJson(line);
    isAnyGood ||= event.ok;
    isAnyBad ||= !event.ok;
    part.push(event);
  };
  for await (const chunk of bytes) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) {
      add(line);
      // Until the first good line it may still turn out to be something else altogether.
      if (part.length < linesAtOnce || !isAnyGood) continue;
      yield part;
      part = [];
    }
  }
  add(begun + decoder.decode());
  if (isAnyBad && !isAnyGood) throw notJson();
  if (part.length > 0) yield part;
}

function documentOf(text: string): RawEvent[] {
  const document = parseJson(text);
  if (!document.ok) throw notJson();
  const values: unknown[] = Array.isArray(document.value) ? document.value : [document.value];
  if (values.length > batchMax) throw tooLarge(`an array holds at most ${batchMax} events`);
  return values.map((value) => ({ ok: true, value }));
}

function parseJson(text: string): RawEvent {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const chunk of chunks) found.push(chunk);
  const [first] = found;
  return found.length === 1 && first
    ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
    : Buffer.concat(found);
}

/** As a browser would: broken bytes become replacement characters, a byte order mark goes. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function notJson(): Refused {
  return new Refused(400, 'not_json', 'The body is not JSON.');
}

function tooLarge(limit: string): Refused {
  return new Refused(413, 'too_large', `Too large: ${limit}.`);
}
