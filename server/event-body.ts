import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { Refused } from './errors.ts';

/** Of a body, before and after decompression. */
const bodyMaxBytes = 1024 * 1024;
const batchMax = 1_000;

/** One element of a batch: decoded JSON, or the fact that its line was none. */
export type RawEvent = { ok: true; value: unknown } | { ok: false };

const ndjson = 'application/x-ndjson';

/** Reads a body of events: one object, an array, or a line each. */
export async function readEventBody(request: Request): Promise<RawEvent[]> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && type !== ndjson) {
    throw new Refused(415, 'unsupported_type', `Send application/json or ${ndjson}.`);
  }
  const text = new TextDecoder().decode(await decompress(await readLimited(request), request.headers));
  const events = type === ndjson ? linesOf(text) : documentOf(text);
  if (events.length > batchMax) throw tooLarge(`a batch holds at most ${batchMax} events`);
  return events;
}

async function readLimited(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyMaxBytes)
    throw tooLarge('a body holds at most 1 MiB');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bodyMaxBytes) throw tooLarge('a body holds at most 1 MiB');
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

const inflate = { gzip: promisify(gunzip), br: promisify(brotliDecompress) };

async function decompress(body: Uint8Array, headers: Headers): Promise<Uint8Array> {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'br') {
    throw new Refused(415, 'unsupported_encoding', 'Content-Encoding may be gzip or br.');
  }
  try {
    // The limit holds while inflating, so a bomb never unfolds.
    return await inflate[encoding](body, { maxOutputLength: bodyMaxBytes });
  } catch (error) {
    if (
      error instanceof RangeError ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
    ) {
      throw tooLarge('a body holds at most 1 MiB after decompression');
    }
    throw new Refused(400, 'bad_encoding', `The body is not ${encoding}.`);
  }
}

function documentOf(text: string): RawEvent[] {
  const value = parseJson(text);
  if (!value.ok) throw notJson();
  return (Array.isArray(value.value) ? value.value : [value.value]).map((one: unknown) => ({
    ok: true,
    value: one,
  }));
}

/** A line that is no JSON is refused by itself; a body without a single good line is not NDJSON at all. */
function linesOf(text: string): RawEvent[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > batchMax) throw tooLarge(`a batch holds at most ${batchMax} events`);
  const events = lines.map(parseJson);
  if (events.length > 0 && events.every((event) => !event.ok)) throw notJson();
  return events;
}

function parseJson(text: string): RawEvent {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function notJson(): Refused {
  return new Refused(400, 'not_json', 'The body is not JSON.');
}

function tooLarge(limit: string): Refused {
  return new Refused(413, 'too_large', `Too large: ${limit}.`);
}
