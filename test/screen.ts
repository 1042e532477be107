import { inflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { type ServerMessage, type View, applyChange } from '#engagement/live.ts';
import { envelopeOf, topicHash } from '#engagement/screen/envelope.ts';
import { stepOfBytes } from '#engagement/screen/step-bytes.ts';
import { viewOfBytes } from '#engagement/screen/view-bytes.ts';

/** What one open page holds, kept as the page keeps it. */
export interface Screen {
  socket: WebSocket;
  /** With which code it was closed, once it is. */
  closed: Promise<number>;
  views: Map<string, View>;
  messages: ServerMessage[];
  until: <T>(what: string, found: (screen: Screen) => T | undefined | false | null) => Promise<T>;
}

const untilMs = 8_000;

export async function openScreen(
  url: string,
  headers: Record<string, string>,
  topics: string[],
  { protocols = [], as = 'json' }: { protocols?: string[]; as?: 'json' | 'bytes' } = {},
): Promise<Screen> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, protocols, { headers });
  const waiting = new Set<() => void>();
  let closedWith: number | null = null;
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      closedWith = code;
      resolve(code);
    });
  });
  const screen: Screen = {
    socket,
    closed,
    views: new Map(),
    messages: [],
    until(what, found) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          const state =
            closedWith === null ? 'the socket is open' : `the socket was closed with ${closedWith}`;
          const last = screen.messages.slice(-3).map((message) => message.kind);
          reject(
            new Error(`not seen within ${untilMs} ms: ${what}; ${state}, last heard ${last.join(', ')}`),
          );
        }, untilMs);
        function look() {
          const value = found(screen);
          if (value === undefined || value === false || value === null) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(value);
        }
        waiting.add(look);
        look();
      });
    },
  };
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) {
      takeBytes(screen.views, topics, data);
      for (const look of waiting) look();
      return;
    }
    const message = JSON.parse(data.toString()) as ServerMessage;
    screen.messages.push(message);
    if (message.kind === 'snapshot') screen.views.set(message.topic, message.body);
    if (message.kind === 'delta') {
      const view = screen.views.get(message.topic);
      if (view) screen.views.set(message.topic, applyChange(view, message.body));
    }
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  for (const topic of topics) socket.send(JSON.stringify({ op: 'subscribe', topic, as }));
  return screen;
}

/** Applies a frame as the page does; one that does not follow on what is held is an error here. */
function takeBytes(views: Map<string, View>, topics: string[], data: Buffer): void {
  const { kind, topic: hash, isPacked, body } = envelopeOf(data);
  const topic = topics.find((one) => topicHash(one) === hash);
  if (topic === undefined) throw new Error('a frame of a topic that nobody asked for');
  const bytes = isPacked ? inflateRawSync(body) : body;
  if (kind === 'snapshot') {
    views.set(topic, viewOfBytes(bytes));
    return;
  }
  const view = views.get(topic);
  const read = view?.of === 'cohort' ? stepOfBytes(view, bytes) : null;
  if (view?.of !== 'cohort' || read === null) throw new Error('a step of another view than this');
  views.set(topic, read.after);
}
