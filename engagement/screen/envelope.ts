import { BadBytes, ByteReader, ByteWriter } from './bytes.ts';
import { shortHash } from './hash.ts';

/** A message of the live protocol in bytes: of which topic, where in its numbering, and a view or a step. */
export interface Envelope {
  kind: 'snapshot' | 'step';
  /** `topicHash` of the topic: a page knows its own. */
  topic: number;
  epoch: string;
  /** Of a step where it begins: whoever stands elsewhere cannot take it. Of a snapshot the same as `seq`. */
  base: number;
  seq: number;
  /** Whether the body is deflated (RFC 1951). */
  isPacked: boolean;
  body: Uint8Array;
}

const kinds = ['snapshot', 'step'] as const;

export function topicHash(topic: string): number {
  return shortHash(topic);
}

export function envelopeBytes({
  kind,
  topic,
  epoch,
  base,
  seq,
  isPacked,
  body,
}: Envelope): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter();
  to.u8(kinds.indexOf(kind) + (isPacked ? 2 : 0));
  to.u32(topic);
  to.text(epoch);
  to.count(base);
  to.count(seq - base);
  to.raw(body);
  return to.done();
}

/** Throws `BadBytes` when it is none. */
export function envelopeOf(bytes: Uint8Array): Envelope {
  const from = new ByteReader(bytes);
  const head = from.u8();
  const kind = kinds[head % 2];
  if (kind === undefined || head > 3) throw new BadBytes('no such kind');
  const topic = from.u32();
  const epoch = from.text();
  const base = from.count();
  const seq = base + from.count();
  return { kind, topic, epoch, base, seq, isPacked: head > 1, body: from.rest() };
}
