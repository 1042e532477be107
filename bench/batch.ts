// A request is made once and then only patched: what the sender spends on an event is taken from the server it measures,
// since both run on the same cores.

export interface BatchSettings {
  host: string;
  sourceKey: string;
  /** One is sent as an object, more as an array. */
  events: number;
  /** Eight characters that no other run has. */
  run: string;
}

/** A request as it goes over the wire, and what puts the next events into it. */
export interface Batch {
  bytes: Buffer;
  fill: (firstId: number, at: Buffer, learnerAt: (slot: number) => number) => void;
}

const idDigits = 12;
const learnerDigits = 8;
/** As wide as what `toISOString` gives. */
const atPlace = '0000-00-00T00:00:00.000Z';

/** What senders call a learner, by number; the learners are enrolled under the same names. */
export const learnerPrefix = 'learner-';
export const learnerName = `${learnerPrefix}${'0'.repeat(learnerDigits)}`;

/** What a class does in a sitting: most of it is looking at things. */
const kinds = [
  { type: 'content_view', module: 'algebra-07', durationS: 95 },
  { type: 'session_heartbeat' },
  { type: 'video_watch', module: 'algebra-07', durationS: 240, completed: true },
  { type: 'quiz_attempt', module: 'algebra-08', quality: 0.75, completed: true },
  { type: 'answer', module: 'algebra-08', skill: 'fractions', correct: true },
  { type: 'progress', module: 'algebra-08', percent: 60 },
];

export function createBatch({ host, sourceKey, events, run }: BatchSettings): Batch {
  const id = `${run}-0000-4000-8000-${'0'.repeat(idDigits)}`;
  const made = Array.from({ length: events }, (_, slot) => ({
    id,
    learner: learnerName,
    at: atPlace,
    ...kinds[slot % kinds.length],
  }));
  const body = JSON.stringify(events === 1 ? made[0] : made);
  const head = [
    'POST /v1/events HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${sourceKey}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n');
  const bytes = Buffer.from(head + body, 'latin1');
  const idEnds = endsOf(bytes, id);
  const learnerEnds = endsOf(bytes, learnerName);
  const atEnds = endsOf(bytes, atPlace);
  return {
    bytes,
    fill(firstId, at, learnerAt) {
      for (let slot = 0; slot < events; slot++) {
        writeDigits(bytes, idEnds[slot] ?? 0, idDigits, firstId + slot);
        writeDigits(bytes, learnerEnds[slot] ?? 0, learnerDigits, learnerAt(slot));
        at.copy(bytes, (atEnds[slot] ?? 0) - atPlace.length);
      }
    },
  };
}

function endsOf(bytes: Buffer, word: string): number[] {
  const ends: number[] = [];
  for (let from = bytes.indexOf(word); from !== -1; from = bytes.indexOf(word, from + word.length)) {
    ends.push(from + word.length);
  }
  return ends;
}

function writeDigits(bytes: Buffer, end: number, digits: number, value: number): void {
  let left = value;
  for (let place = end - 1; place >= end - digits; place--) {
    bytes[place] = 0x30 + (left % 10);
    left = Math.trunc(left / 10);
  }
}
