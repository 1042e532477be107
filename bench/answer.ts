/** What a load needs to know of an answer. */
export interface Answer {
  status: number;
  /** Events the server says it has kept. */
  accepted: number;
  /** Characters of what was read that belong to this answer. */
  length: number;
}

/** Reads one HTTP/1.1 answer with a Content-Length; null while it is not there as a whole. */
export function readAnswer(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd);
  const [, bodyLength] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (bodyLength === undefined) throw new Error(`expected a Content-Length in the answer, found ${head}`);
  const length = headEnd + 4 + Number(bodyLength);
  if (text.length < length) return null;
  const [, accepted = '0'] = /"accepted":(\d+)/.exec(text.slice(headEnd, length)) ?? [];
  return { status: Number(head.slice(9, 12)), accepted: Number(accepted), length };
}
