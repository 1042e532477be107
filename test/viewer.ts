import { inflateRawSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage, Topic } from '#engagement/live.ts';
import { envelopeOf } from '#engagement/screen/envelope.ts';
import { viewHash } from '#engagement/screen/view-bytes.ts';
import { type StepListener, type Taken, TopicCopy } from '#engagement/topic-copy.ts';
import type { Random } from '#seed/random.ts';
import { retryDelayMs } from '#web/lib/backoff.ts';

/** What befell a viewer, and when it was well again. */
export interface Told {
  snapshots: number;
  /** Answers to a subscription that named a place, of which the first message was no snapshot. */
  resumes: number;
  connects: number;
  /** Answers of HTTP to a handshake, by status. */
  refusals: Map<number, number>;
  /** With which codes connections ended. */
  closes: Map<number, number>;
}

interface Wishes {
  /** Asked before each connection: it may have moved. */
  url: () => string;
  cookie: string;
  topic: Topic;
  random: Random;
  /** In the page's Origin. */
  origin?: string;
  onStep?: StepListener;
}

/** A page without a screen: one topic over one socket, back by itself after the same waits as the page's. */
export class Viewer {
  readonly copy: TopicCopy;
  readonly told: Told = { snapshots: 0, resumes: 0, connects: 0, refusals: new Map(), closes: new Map() };
  /** When the last word about where the topic is arrived after a connection was made; null while there is none. */
  liveAt: number | null = null;
  readonly #wishes: Wishes;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #retry: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isResuming = false;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
    this.copy = new TopicCopy(wishes.topic, wishes.onStep);
  }

  get hash(): string | null {
    const { view } = this.copy;
    return view?.of === 'cohort' ? viewHash(view) : null;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect(): void {
    const { url, cookie, origin } = this.#wishes;
    const at = url();
    const socket = new WebSocket(`${at.replace('http', 'ws')}/v1/live`, {
      headers: { cookie, origin: origin ?? at },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.told.connects += 1;
      this.#subscribe();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket !== this.#socket) return;
      this.#attempt = 0;
      if (isBinary) this.#takeBytes(data);
      else this.#take(JSON.parse(data.toString()) as ServerMessage);
    });
    socket.on('unexpected-response', (request, response) => {
      count(this.told.refusals, response.statusCode ?? 0);
      request.destroy();
      socket.terminate();
      this.#lost(socket);
    });
    // What went wrong is told by the close that follows.
    socket.on('error', () => {});
    socket.on('close', (code) => {
      count(this.told.closes, code);
      this.#lost(socket);
    });
  }

  /** As a network that goes away: nobody says goodbye. */
  cut(): void {
    this.#socket?.terminate();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.#socket?.terminate();
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.liveAt = null;
    if (this.#isStopped) return;
    const { random } = this.#wishes;
    this.#retry = setTimeout(() => this.connect(), retryDelayMs(this.#attempt, random.uniform()));
    this.#attempt += 1;
  }

  #takeBytes(data: Buffer): void {
    const envelope = envelopeOf(data);
    if (envelope.topic !== this.copy.hash) return;
    const body = envelope.isPacked ? inflateRawSync(envelope.body) : envelope.body;
    this.#noteAnswer(envelope.kind === 'snapshot');
    this.#askFor(this.copy.takeBytes({ ...envelope, body }));
  }

  #take(message: ServerMessage): void {
    switch (message.kind) {
      case 'snapshot':
        this.#noteAnswer(true);
        return void this.copy.takeSnapshot(message);
      case 'delta':
        this.#noteAnswer(false);
        return this.#askFor(this.copy.takeDelta(message));
      case 'beat':
        return this.#lookBack();
      case 'refused':
        this.copy.isRefused = true;
    }
  }

  #lookBack(): void {
    if (this.copy.isForgotten(performance.now())) this.#subscribe();
  }

  #noteAnswer(isSnapshot: boolean): void {
    this.liveAt ??= performance.now();
    if (isSnapshot) this.told.snapshots += 1;
    else if (this.#isResuming) this.told.resumes += 1;
    this.#isResuming = false;
  }

  #askFor(taken: Taken): void {
    if (this.copy.isToAsk(taken, performance.now())) this.#subscribe();
  }

  #subscribe(): void {
    this.copy.asked(performance.now());
    this.#isResuming = 'epoch' in this.copy.position;
    this.#send({ op: 'subscribe', topic: this.copy.topic, as: 'bytes', ...this.copy.position });
  }

  #send(message: ClientMessage): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify(message));
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
