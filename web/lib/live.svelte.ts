import {
  type Beat,
  type ClientMessage,
  type Pace,
  type ServerMessage,
  type Topic,
  beatMs,
  staleAfterMs,
} from '#engagement/live.ts';
import { BadBytes } from '#engagement/screen/bytes.ts';
import { type Envelope, envelopeOf } from '#engagement/screen/envelope.ts';
import type { StepListener, Taken } from '#engagement/topic-copy.ts';
import { retryDelayMs } from './backoff.ts';
import { clock } from './clock.svelte.ts';
import { Feed } from './feed.svelte.ts';

/** What the frame says about the connection; `since` is the last moment that what is shown was true. */
export type Connection =
  | { state: 'off' }
  | { state: 'connecting' }
  | { state: 'live'; latencyMs: number | null }
  | { state: 'reconnecting'; since: number }
  | { state: 'stale'; since: number; away: Store | null };
export type Store = keyof Beat['stores'];

/** Signed out elsewhere, or the session ran out. */
const closedSignedOut = 4401;
/** A refused handshake does not say why; every so many of them we ask whether it is the session. */
const handshakesPerQuestion = 4;
/** A clock that is off by less than this is taken for the time a message travels. */
const clockToleranceMs = 2_000;
/** The offset is the smallest seen over this many beats: the one that travelled fastest. */
const beatsCompared = 8;

/** Whoever comes back sooner has missed nothing; later, nobody looks, and nothing need be sent. */
const hiddenAfterMs = 5_000;
/** Nobody moved anything for so long: frames may come less often. */
const idleAfterMs = 120_000;
/** A short break is nothing to be told of. */
const gapMinMs = 10_000;
const gapsKept = 20;

/** A stretch of time of which this page heard only afterwards. */
export interface Gap {
  from: number;
  to: number;
}

/** The page's only socket: one connection, many topics, back by itself. */
class Live {
  #isOpen = $state(false);
  #heardAt = $state(0);
  #away = $state.raw<{ store: Store; since: number } | null>(null);
  #isStarted = $state(false);
  latencyMs = $state<number | null>(null);
  /** Newest last. */
  gaps = $state.raw<readonly Gap[]>([]);

  #socket: WebSocket | null = null;
  #feeds = new Map<Topic, Feed>();
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #aheadMs: number[] = [];
  /** Messages wait for the one before them, which is being unpacked. */
  #waiting: (string | ArrayBuffer)[] | null = null;
  #pace: Pace = 'view';
  #touchedAt = 0;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  /** Since when nothing is sent to us, for we asked for nothing. */
  #hiddenSince: number | null = null;
  #onSignedOut: () => void = () => undefined;

  get connection(): Connection {
    if (!this.#isStarted) return { state: 'off' };
    const isSilent = this.#heardAt > 0 && clock.now - this.#heardAt > staleAfterMs;
    if (this.#away) return { state: 'stale', since: this.#away.since, away: this.#away.store };
    if (isSilent) return { state: 'stale', since: this.#heardAt, away: null };
    if (this.#isOpen) return { state: 'live', latencyMs: this.latencyMs };
    return this.#heardAt > 0 ? { state: 'reconnecting', since: this.#heardAt } : { state: 'connecting' };
  }

  /** The last moment up to which what is shown is complete; null while all of it is. */
  get knownUntil(): number | null {
    const { connection } = this;
    return connection.state === 'stale' || connection.state === 'reconnecting' ? connection.since : null;
  }

  /** `onSignedOut` is asked to find out whether a refused handshake was about the session. */
  start(onSignedOut: () => void): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#onSignedOut = onSignedOut;
    this.#watch = setInterval(() => this.#lookAround(), 1_000);
    document.addEventListener('visibilitychange', this.#wake);
    for (const name of touches) addEventListener(name, this.#touch, { passive: true });
    this.#touchedAt = clock.read();
    addEventListener('online', this.#wake);
    addEventListener('pageshow', this.#wake);
    this.#connect();
  }

  stop(): void {
    this.#isStarted = false;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    document.removeEventListener('visibilitychange', this.#wake);
    for (const name of touches) removeEventListener(name, this.#touch);
    clearTimeout(this.#hiding);
    this.#hiddenSince = null;
    this.gaps = [];
    removeEventListener('online', this.#wake);
    removeEventListener('pageshow', this.#wake);
    this.#drop();
    this.#heardAt = 0;
    this.#away = null;
    this.#feeds.clear();
  }

  /** Follows a topic until `leave` is called; several may follow the same one. */
  follow(topic: Topic, listener?: StepListener): { feed: Feed; leave: () => void } {
    const feed = this.#feeds.get(topic) ?? new Feed(topic);
    if (!this.#feeds.has(topic)) {
      this.#feeds.set(topic, feed);
      this.#subscribe(feed);
    }
    feed.followers += 1;
    if (listener) feed.listeners.add(listener);
    const leave = (): void => {
      if (listener) feed.listeners.delete(listener);
      feed.followers -= 1;
      if (feed.followers > 0 || this.#feeds.get(topic) !== feed) return;
      this.#feeds.delete(topic);
      this.#send({ op: 'unsubscribe', topic });
    };
    return { feed, leave };
  }

  #connect(): void {
    clearTimeout(this.#retry);
    if (!this.#isStarted || this.#socket) return;
    const address = new URL('/v1/live', location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#waiting = null;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#isOpen = true;
      this.#noteGap(this.#heardAt);
      this.#heardNow();
      if (this.#pace !== 'view') this.#send({ op: 'pace', pace: this.#pace });
      for (const feed of this.#feeds.values()) this.#subscribe(feed);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== this.#socket) return;
      // Only now, since a server that accepts and hangs up at once is not back.
      this.#attempt = 0;
      this.#heardNow();
      if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) return;
      if (this.#waiting) this.#waiting.push(data);
      else this.#take(data, socket);
    });
    socket.addEventListener('close', ({ code }) => {
      if (socket !== this.#socket) return;
      this.#drop();
      const isTimeToAsk = !wasOpen && this.#attempt % handshakesPerQuestion === 1;
      if (code === closedSignedOut || isTimeToAsk) this.#onSignedOut();
      this.#retrySoon();
    });
  }

  #retrySoon(): void {
    if (!this.#isStarted) return;
    this.#retry = setTimeout(() => this.#connect(), retryDelayMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  /** One message, and after one that had to be unpacked all that came meanwhile. */
  #take(data: string | ArrayBuffer, socket: WebSocket): void {
    if (typeof data === 'string') {
      const message = parseMessage(data);
      if (message) this.#receive(message);
      return;
    }
    const envelope = readEnvelope(data);
    if (envelope === null) return;
    if (!envelope.isPacked) return this.#takeBytes(envelope);
    const waiting: (string | ArrayBuffer)[] = [];
    this.#waiting = waiting;
    void this.#takeUnpacked(envelope, waiting, socket);
  }

  async #takeUnpacked(
    envelope: Envelope,
    waiting: (string | ArrayBuffer)[],
    socket: WebSocket,
  ): Promise<void> {
    const body = await unpacked(envelope.body).catch(() => noBytes);
    if (socket !== this.#socket || this.#waiting !== waiting) return;
    this.#waiting = null;
    this.#takeBytes({ ...envelope, body });
    for (const next of waiting) {
      // What has to be unpacked holds up those behind it again.
      const ahead = this.#waitingNow();
      if (ahead) ahead.push(next);
      else this.#take(next, socket);
    }
  }

  #waitingNow(): (string | ArrayBuffer)[] | null {
    return this.#waiting;
  }

  #takeBytes(envelope: Envelope): void {
    const feed = [...this.#feeds.values()].find(({ copy }) => copy.hash === envelope.topic);
    if (feed) this.#askFor(feed, feed.copy.takeBytes(envelope));
  }

  /** What was missed is asked for; where that makes no sense any more, all of it. */
  #askFor(feed: Feed, taken: Taken): void {
    if (feed.copy.isToAsk(taken, performance.now())) this.#subscribe(feed);
  }

  #receive(message: ServerMessage): void {
    switch (message.kind) {
      case 'snapshot':
        this.#feedOf(message.topic)?.copy.takeSnapshot(message);
        return;
      case 'delta': {
        const feed = this.#feedOf(message.topic);
        if (feed) this.#askFor(feed, feed.copy.takeDelta(message));
        return;
      }
      case 'beat':
        return this.#takeBeat(message);
      case 'refused':
        this.#feedOf(message.topic)?.refuse();
    }
  }

  #takeBeat({ at, stores }: Beat): void {
    this.#aheadMs = [...this.#aheadMs, Date.now() - at].slice(-beatsCompared);
    const ahead = Math.min(...this.#aheadMs);
    clock.correct(ahead >= 0 && ahead < clockToleranceMs ? 0 : ahead);
    const store = !stores.redis ? 'redis' : !stores.postgres ? 'postgres' : null;
    if (!store) this.#away = null;
    else this.#away = { store, since: this.#away?.since ?? clock.read() };
    if (this.#hiddenSince !== null) return;
    for (const feed of this.#feeds.values())
      if (feed.copy.isForgotten(performance.now())) this.#subscribe(feed);
  }

  #subscribe(feed: Feed): void {
    feed.copy.asked(performance.now());
    if (this.#hiddenSince !== null) return;
    this.#send({ op: 'subscribe', topic: feed.topic, as: 'bytes', ...feed.copy.position });
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #feedOf(topic: string): Feed | undefined {
    for (const feed of this.#feeds.values()) if (feed.topic === topic) return feed;
    return undefined;
  }

  #heardNow(): void {
    this.#heardAt = clock.read();
  }

  /** A link can die without a close: a machine that slept, a network that changed. Missing beats tell. */
  #lookAround(): void {
    if (this.#isOpen && clock.read() - this.#heardAt > staleAfterMs) this.#reconnect();
    if (clock.read() - this.#touchedAt > idleAfterMs) this.#setPace('idle');
  }

  #touch = (): void => {
    this.#touchedAt = clock.read();
    this.#setPace('view');
  };

  #setPace(pace: Pace): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    this.#send({ op: 'pace', pace });
  }

  /** Nobody sees it: what changes is asked for when somebody does again. */
  #hide(): void {
    this.#hiddenSince = clock.read();
    for (const { topic } of this.#feeds.values()) this.#send({ op: 'unsubscribe', topic });
  }

  #noteGap(from: number): void {
    const to = clock.read();
    if (from > 0 && to - from >= gapMinMs) this.gaps = [...this.gaps, { from, to }].slice(-gapsKept);
  }

  /** Timers stand still in a sleeping tab; on waking, one missed beat is reason enough to begin anew. */
  #wake = (): void => {
    clearTimeout(this.#hiding);
    if (document.visibilityState !== 'visible') {
      this.#hiding = setTimeout(() => this.#hide(), hiddenAfterMs);
      return;
    }
    clock.tick();
    this.#touch();
    if (this.#hiddenSince !== null) {
      this.#noteGap(this.#hiddenSince);
      this.#hiddenSince = null;
      for (const feed of this.#feeds.values()) this.#subscribe(feed);
    }
    if (!this.#isOpen || clock.read() - this.#heardAt > 1.5 * beatMs) this.#reconnect();
  };

  #reconnect(): void {
    this.#drop();
    this.#attempt = 0;
    this.#connect();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    this.#aheadMs = [];
    socket?.close();
  }
}

export const live = new Live();

/** Signs that somebody is here. */
const touches = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'];

/** What cannot be unpacked is taken for what says nothing: it will be asked for anew. */
const noBytes = new Uint8Array();

function readEnvelope(data: ArrayBuffer): Envelope | null {
  try {
    return envelopeOf(new Uint8Array(data));
  } catch (error) {
    if (error instanceof BadBytes) return null;
    throw error;
  }
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Frames of kinds that this page does not know yet are left alone. */
function parseMessage(data: string): ServerMessage | null {
  const message = JSON.parse(data) as ServerMessage;
  return ['snapshot', 'delta', 'refused', 'beat'].includes(message.kind) ? message : null;
}
