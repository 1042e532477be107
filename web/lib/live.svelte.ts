import {
  type Beat,
  type Change,
  type ClientMessage,
  type Delta,
  type ServerMessage,
  type Snapshot,
  type Topic,
  type View,
  applyChange,
  beatMs,
  staleAfterMs,
} from '#engagement/live.ts';
import { retryDelayMs } from './backoff.ts';
import { clock } from './clock.svelte.ts';

/** What the frame says about the connection; `since` is the last moment that what is shown was true. */
export type Connection =
  | { state: 'off' }
  | { state: 'connecting' }
  | { state: 'live'; latencyMs: number | null }
  | { state: 'reconnecting'; since: number }
  | { state: 'stale'; since: number; away: Store | null };
export type Store = keyof Beat['stores'];

/**
 * Told after each step; `before` is null with the first view. `change` is what has just happened, and null when the
 * step brought what this page had missed: that is news, but not new.
 */
type Listener = (after: View, before: View | null, change: Change | null) => void;

/** One topic as this page holds it: its view, and the place in the numbering from which to resume. */
export class Feed {
  view = $state.raw<View | null>(null);
  isRefused = $state(false);
  readonly topic: Topic;
  readonly listeners = new Set<Listener>();
  epoch: string | undefined;
  seq = 0;
  isAwaitingSnapshot = true;
  isCatchingUp = false;
  followers = 0;

  constructor(topic: Topic) {
    this.topic = topic;
  }

  /** What an answer over HTTP has told us before the socket did. */
  apply(change: Change): void {
    if (this.view) this.view = applyChange(this.view, change);
  }
}

/** Signed out elsewhere, or the session ran out. */
const closedSignedOut = 4401;
/** A refused handshake does not say why; every so many of them we ask whether it is the session. */
const handshakesPerQuestion = 4;
/** A clock that is off by less than this is taken for the time a message travels. */
const clockToleranceMs = 2_000;
/** The offset is the smallest seen over this many beats: the one that travelled fastest. */
const beatsCompared = 8;

/** The page's only socket: one connection, many topics, back by itself. */
class Live {
  #isOpen = $state(false);
  #heardAt = $state(0);
  #away = $state.raw<{ store: Store; since: number } | null>(null);
  #isStarted = $state(false);
  latencyMs = $state<number | null>(null);

  #socket: WebSocket | null = null;
  #feeds = new Map<Topic, Feed>();
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #aheadMs: number[] = [];
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
    addEventListener('online', this.#wake);
    addEventListener('pageshow', this.#wake);
    this.#connect();
  }

  stop(): void {
    this.#isStarted = false;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    document.removeEventListener('visibilitychange', this.#wake);
    removeEventListener('online', this.#wake);
    removeEventListener('pageshow', this.#wake);
    this.#drop();
    this.#heardAt = 0;
    this.#away = null;
    this.#feeds.clear();
  }

  /** Follows a topic until `leave` is called; several may follow the same one. */
  follow(topic: Topic, listener?: Listener): { feed: Feed; leave: () => void } {
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
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#isOpen = true;
      this.#heardNow();
      for (const feed of this.#feeds.values()) this.#subscribe(feed);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== this.#socket) return;
      // Only now, since a server that accepts and hangs up at once is not back.
      this.#attempt = 0;
      this.#heardNow();
      const message = parseMessage(data);
      if (message) this.#receive(message);
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

  #receive(message: ServerMessage): void {
    switch (message.kind) {
      case 'snapshot':
        return this.#takeSnapshot(message);
      case 'delta':
        return this.#takeDelta(message);
      case 'beat':
        return this.#takeBeat(message);
      case 'refused': {
        const feed = this.#feedOf(message.topic);
        if (feed) feed.isRefused = true;
      }
    }
  }

  #takeSnapshot({ topic, epoch, seq, body }: Snapshot): void {
    const feed = this.#feedOf(topic);
    if (!feed) return;
    feed.epoch = epoch;
    feed.seq = seq;
    feed.isAwaitingSnapshot = false;
    feed.isRefused = false;
    advance(feed, body, null);
  }

  #takeDelta({ topic, epoch, base, seq, body }: Delta): void {
    const feed = this.#feedOf(topic);
    if (!feed || feed.isAwaitingSnapshot || !feed.view) return;
    // It may begin before what is shown, since it states values; one that ends before says nothing new.
    if (epoch === feed.epoch && seq <= feed.seq) return;
    if (epoch !== feed.epoch || base > feed.seq) {
      // Something between was missed. Only a snapshot tells what.
      feed.epoch = undefined;
      this.#subscribe(feed);
      return;
    }
    feed.seq = seq;
    advance(feed, applyChange(feed.view, body), feed.isCatchingUp ? null : body);
    feed.isCatchingUp = false;
  }

  #takeBeat({ at, stores }: Beat): void {
    this.#aheadMs = [...this.#aheadMs, Date.now() - at].slice(-beatsCompared);
    const ahead = Math.min(...this.#aheadMs);
    clock.correct(ahead >= 0 && ahead < clockToleranceMs ? 0 : ahead);
    const store = !stores.redis ? 'redis' : !stores.postgres ? 'postgres' : null;
    if (!store) this.#away = null;
    else this.#away = { store, since: this.#away?.since ?? clock.read() };
  }

  #subscribe(feed: Feed): void {
    const { topic, epoch, seq } = feed;
    feed.isAwaitingSnapshot = epoch === undefined;
    feed.isCatchingUp = epoch !== undefined;
    this.#send({ op: 'subscribe', topic, ...(epoch === undefined ? {} : { epoch, seq }) });
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
  }

  /** Timers stand still in a sleeping tab; on waking, one missed beat is reason enough to begin anew. */
  #wake = (): void => {
    if (document.visibilityState !== 'visible') return;
    clock.tick();
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

function advance(feed: Feed, after: View, change: Change | null): void {
  const before = feed.view;
  feed.view = after;
  for (const listener of feed.listeners) listener(after, before, change);
}

/** Frames of kinds that this page does not know yet are left alone. */
function parseMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  const message = JSON.parse(data) as ServerMessage;
  return ['snapshot', 'delta', 'refused', 'beat'].includes(message.kind) ? message : null;
}
