import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type FeedTopic, FeedListener, changesSince, positionOf } from '#db/redis/feed.ts';
import { useTicket } from '#db/redis/tickets.ts';
import { type Pace, type ServerMessage, type Topic, beatMs } from '#engagement/live.ts';
import type { Caller } from './api.ts';
import { callerOf, isStillGood, ownLearner } from './identity.ts';
import { LiveCallers } from './live-callers.ts';
import { Doors } from './live-doors.ts';
import { textFrame } from './live-frame.ts';
import type { Viewer } from './live-lane.ts';
import { LiveLooks } from './live-looks.ts';
import { LiveTopic } from './live-topic.ts';
import { clientMessageOf, topicOf } from './live-messages.ts';
import { snapshotOf } from './live-views.ts';
import type { Metrics } from './metrics.ts';
import { isTrustedOrigin } from './origin.ts';
import type { Stores } from './stores.ts';

/** Limits of one socket. A page sends a handful of short messages; whoever sends more is no page of ours. */
const messageMaxBytes = 4 * 1024;
const messagesPerMinute = 120;
const topicsMax = 30;
/** Above the first, deltas are skipped; above the second the viewer is let go. */
const backlogMaxBytes = 256 * 1024;
const backlogFatalBytes = 1024 * 1024;
/** Handshakes looked at together: those who come back all at once leave connections to PostgreSQL for everybody else. */
const admittedAtOnce = 6;
/** So many wait for that; whoever comes then is told to come again. */
const admittedWaitingMax = 20_000;
/** PostgreSQL says at once whose rights changed; in case it could not, all are looked at this often. */
const rightsCheckedEveryMs = 15_000;
/** So many questions of rights are asked at the same time. */
const checkedAtOnce = 8;

const signedOut = 4401;
const tooManyMessages = 1008;
const goingAway = 1012;

/** The live side of the server: sockets, what each is shown, and the feeds behind it. */
export interface Live {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close: () => Promise<void>;
}

interface Socket {
  ws: WebSocket;
  /** Beneath the WebSocket: what is the same for many is written to it as it is. */
  line: Duplex;
  caller: Caller;
  pace: Pace;
  shown: Map<string, { topic: LiveTopic; key: string; viewer: Viewer }>;
  messages: number;
  isAlive: boolean;
  /** The last ping came back: what was sent before it was read. */
  hasRead: boolean;
  isPinged: boolean;
}

export interface LiveSettings {
  origins: string[];
  socketsPerPerson: number;
}

export function createLive(
  stores: Stores,
  { origins, socketsPerPerson }: LiveSettings,
  log: Logger,
  metrics: Metrics,
): Live {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageMaxBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('holdfast') ? 'holdfast' : false),
  });
  const sockets = new Set<Socket>();
  const byPerson = new Map<string, Set<Socket>>();
  const topics = new Map<string, Promise<LiveTopic | null>>();
  const feeds = new FeedListener(stores.listener);
  const looks = new LiveLooks(stores, log);
  const doors = new Doors(admittedAtOnce, admittedWaitingMax);

  // Whatever was announced while the connection was down is fetched, not waited for.
  stores.listener.on('ready', () => {
    for (const topic of topics.values()) void topic.then((ready) => ready?.catchUp());
  });
  const beating = setInterval(beat, beatMs);
  stores.onChange(sayBeat);
  const checking = setInterval(() => void checkRights(sockets), rightsCheckedEveryMs);
  const callers = new LiveCallers(callerWith);
  stores.onRights((holder) => {
    callers.forget(holder);
    void checkRights(holder === null ? sockets : (byPerson.get(holder) ?? []));
  });

  return {
    upgrade(request, socket, head) {
      doors
        .enter(() => (socket.destroyed ? Promise.resolve(null) : admit(request)))
        .then(
          (caller) => {
            if (caller === null) {
              socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
              return;
            }
            server.handleUpgrade(request, socket, head, (ws) => open(ws, socket, caller));
          },
          (error: unknown) => {
            log.warn({ err: error }, 'live connection refused');
            socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\n\r\n');
          },
        );
    },
    async close() {
      clearInterval(beating);
      clearInterval(checking);
      for (const { ws } of sockets) ws.close(goingAway, 'the server restarts');
      for (const topic of topics.values()) (await topic)?.stop();
      server.close();
    },
  };

  /** Who may come in: a ticket's holder, or a session whose page is ours. */
  async function admit(request: IncomingMessage): Promise<Caller | null> {
    const ticket = ticketIn(request.headers['sec-websocket-protocol']);
    if (ticket !== null) {
      const holder = await useTicket(stores.redis, ticket);
      return holder === null ? null : (JSON.parse(holder) as Caller);
    }
    // A browser always says where it comes from: a cookie without an Origin is not one of our pages.
    if (request.headers.origin === undefined || !isTrustedOrigin(request.headers.origin, origins))
      return null;
    return callers.of(request.headers.cookie, Date.now());
  }

  async function callerWith(cookie: string | undefined): Promise<Caller | null> {
    try {
      return await callerOf(stores, new Headers(cookie === undefined ? {} : { cookie }), false);
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 401) return null;
      throw error;
    }
  }

  function open(ws: WebSocket, line: Duplex, caller: Caller): void {
    const mine = byPerson.get(caller.id) ?? new Set();
    if (mine.size >= socketsPerPerson) {
      ws.close(tooManyMessages, 'too many connections of one person');
      return;
    }
    const socket: Socket = {
      ws,
      line,
      caller,
      pace: 'view',
      shown: new Map(),
      messages: 0,
      isAlive: true,
      hasRead: true,
      isPinged: false,
    };
    sockets.add(socket);
    byPerson.set(caller.id, mine.add(socket));
    metrics.sockets.set(sockets.size);
    const minute = setInterval(() => {
      socket.messages = 0;
    }, 60_000);
    ws.on('pong', () => {
      socket.isAlive = true;
      socket.hasRead = true;
      socket.isPinged = false;
    });
    ws.on('message', (data) => {
      socket.isAlive = true;
      if (++socket.messages > messagesPerMinute) ws.close(tooManyMessages, 'too many messages');
      else void answer(socket, data);
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      clearInterval(minute);
      sockets.delete(socket);
      mine.delete(socket);
      if (mine.size === 0) byPerson.delete(caller.id);
      metrics.sockets.set(sockets.size);
      for (const name of socket.shown.keys()) hide(socket, name);
    });
    send(ws, { kind: 'beat', at: Date.now(), stores: { ...stores.up } });
  }

  async function answer(socket: Socket, data: RawData): Promise<void> {
    const message = clientMessageOf(data);
    if (message === null) {
      refuse(socket, '', 'bad_request', 'Not a message of this protocol.');
      return;
    }
    if (message.op === 'pace') {
      socket.pace = message.pace;
      for (const { topic, viewer } of socket.shown.values()) topic.move(viewer, message.pace);
      return;
    }
    const { topic: name } = message;
    hide(socket, name);
    if (message.op === 'unsubscribe') return;
    const topic = topicOf(name);
    if (topic === null) return refuse(socket, name, 'not_found', 'There is no such topic.');
    if (socket.shown.size >= topicsMax)
      return refuse(socket, name, 'too_many', 'Too many topics on one connection.');
    try {
      const feed = await feedFor(socket.caller, topic);
      if (feed === null) return refuse(socket, name, 'not_found', 'There is no such topic.');
      const key = keyOf(socket.caller.tenant.id, feed);
      const shared = await sharedTopic(key, topic);
      if (shared === null) return refuse(socket, name, 'not_found', 'There is no such topic.');
      if (!sockets.has(socket)) return letGo(key, shared);
      // Asked for twice at once: one is enough. Of many asked for at once none was counted above.
      if (socket.shown.has(name)) return;
      if (socket.shown.size >= topicsMax) {
        letGo(key, shared);
        return refuse(socket, name, 'too_many', 'Too many topics on one connection.');
      }
      const viewer: Viewer = {
        form: message.as ?? 'json',
        isBehind: true,
        // What the system keeps for a slow reader can be minutes: who has not read up to the last beat skips ahead.
        send: (frame) => socket.hasRead && sendFrame(socket, frame.as(viewer.form)),
      };
      socket.shown.set(name, { topic: shared, key, viewer });
      looks.note(socket.caller, topic);
      const { epoch, seq } = message;
      await shared.show(
        viewer,
        socket.pace,
        epoch !== undefined && seq !== undefined ? { epoch, seq } : null,
      );
    } catch (error) {
      // A store is away. The page keeps what it has, says it is stale, and asks again after the reconnect.
      log.warn({ err: error }, 'a live topic could not be shown');
      hide(socket, name);
      socket.ws.close(goingAway, 'a store is away');
    }
  }

  /** The feed behind a topic for this caller, or null when it is not theirs to see. */
  async function feedFor(caller: Caller, topic: Topic): Promise<FeedTopic | null> {
    if (topic === 'me') {
      const learner = await ownLearner(stores, caller);
      return learner === null ? null : `me/${learner}`;
    }
    if (caller.role === 'learner') return null;
    return topic;
  }

  async function sharedTopic(key: string, topic: Topic): Promise<LiveTopic | null> {
    for (;;) {
      const opened = topics.get(key) ?? openTopic(key, topic);
      topics.set(key, opened);
      // Those who waited with us may have gone again, and the topic with them.
      const shared = await opened.catch((error: unknown) => {
        if (topics.get(key) === opened) topics.delete(key);
        throw error;
      });
      if (topics.get(key) !== opened) continue;
      if (shared === null) topics.delete(key);
      return shared;
    }
  }

  async function openTopic(key: string, topic: Topic): Promise<LiveTopic | null> {
    const [tenant, feed] = feedOf(key);
    const shared = new LiveTopic(
      {
        topic,
        positionNow: () => positionOf(stores.redis, tenant, feed),
        changesSince: (since) => changesSince(stores.redis, tenant, feed, since),
        snapshot: () => snapshotOf(stores, tenant, feed),
      },
      (kind) => metrics.frames.inc({ kind }),
    );
    await feeds.listen(tenant, feed, (announcement) => shared.heard(announcement));
    const isThere = await shared.open().catch(async (error: unknown) => {
      await feeds.stop(tenant, feed).catch(() => {});
      throw error;
    });
    if (!isThere) await feeds.stop(tenant, feed);
    return isThere ? shared : null;
  }

  function hide(socket: Socket, name: string): void {
    const shown = socket.shown.get(name);
    if (!shown) return;
    socket.shown.delete(name);
    shown.topic.leave(shown.viewer);
    letGo(shown.key, shown.topic);
  }

  /** Nobody looks any more: the feed is left, and the next viewer begins with a snapshot. */
  function letGo(key: string, topic: LiveTopic): void {
    if (topic.viewers > 0 || !topics.has(key)) return;
    topics.delete(key);
    topic.stop();
    feeds.stop(...feedOf(key)).catch(() => {});
  }

  /** Says that we are here and how the stores are; in between too, when one of them goes or comes. */
  function sayBeat(): void {
    const frame = textFrame({ kind: 'beat', at: Date.now(), stores: { ...stores.up } });
    for (const socket of sockets) sendFrame(socket, frame);
  }

  /** Lets go of whoever answered nothing since the beat before and takes nothing either. */
  function beat(): void {
    for (const socket of sockets) {
      if (!socket.isAlive && socket.ws.bufferedAmount > 0) socket.ws.terminate();
      socket.isAlive = false;
      // One at a time: the answer to an older one would say too little.
      if (socket.ws.readyState !== socket.ws.OPEN) continue;
      if (socket.isPinged) socket.hasRead = false;
      else socket.ws.ping();
      socket.isPinged = true;
    }
    const now = Date.now();
    for (const topic of topics.values()) void topic.then((ready) => ready?.remind(now));
    sayBeat();
  }

  /** Closes at once what is open to somebody who may no longer see it. */
  async function checkRights(whose: Iterable<Socket>): Promise<void> {
    const waiting = [...whose];
    const runners = Array.from({ length: checkedAtOnce }, async () => {
      for (let socket = waiting.pop(); socket !== undefined; socket = waiting.pop()) {
        // While the store is away nobody can be asked: the next look will tell.
        const isGood = await isStillGood(stores, socket.caller).catch(() => true);
        if (!isGood) socket.ws.close(signedOut, 'signed out, or your rights changed');
      }
    });
    await Promise.all(runners);
  }
}

function refuse(
  socket: Socket,
  topic: string,
  code: 'not_found' | 'bad_request' | 'too_many',
  message: string,
): void {
  send(socket.ws, { kind: 'refused', topic, code, message });
}

function send(ws: WebSocket, message: ServerMessage): void {
  ws.send(JSON.stringify(message));
}

function sendFrame({ ws, line }: Socket, frame: Buffer): boolean {
  if (line.writableLength > backlogFatalBytes) ws.terminate();
  if (ws.readyState !== ws.OPEN || line.writableLength > backlogMaxBytes) return false;
  line.write(frame);
  return true;
}

function keyOf(tenant: string, feed: FeedTopic): string {
  return `${tenant} ${feed}`;
}

function feedOf(key: string): [tenant: string, feed: FeedTopic] {
  const [tenant = '', feed = ''] = key.split(' ');
  return [tenant, feed as FeedTopic];
}

function ticketIn(protocols: string | undefined): string | null {
  const offered = (protocols ?? '').split(',').map((one) => one.trim());
  return offered.find((one) => one.startsWith('ticket.'))?.slice('ticket.'.length) ?? null;
}
