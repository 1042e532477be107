import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type FeedTopic, FeedListener, changesSince, positionOf } from '#db/redis/feed.ts';
import { useTicket } from '#db/redis/tickets.ts';
import { type ServerMessage, type Topic, beatMs } from '#engagement/live.ts';
import type { Caller } from './api.ts';
import { callerOf, ownLearner } from './identity.ts';
import { LiveTopic, type Viewer } from './live-topic.ts';
import { clientMessageOf, topicOf } from './live-messages.ts';
import { snapshotOf } from './live-views.ts';
import type { Metrics } from './metrics.ts';
import { isTrustedOrigin } from './origin.ts';
import type { Stores } from './stores.ts';

/** Limits of one socket. A page sends a handful of short messages; whoever sends more is no page of ours. */
const messageMaxBytes = 4 * 1024;
const messagesPerMinute = 120;
const topicsMax = 30;
const socketsPerPerson = 20;
/** Above the first, deltas are skipped; above the second the viewer is let go. */
const backlogMaxBytes = 256 * 1024;
const backlogFatalBytes = 1024 * 1024;
/** How soon a signed-out person's socket closes. */
const rightsCheckedEveryMs = 15_000;

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
  caller: Caller;
  cookie: string | undefined;
  shown: Map<string, { topic: LiveTopic; key: string; viewer: Viewer }>;
  messages: number;
  isAlive: boolean;
}

export function createLive(stores: Stores, origins: string[], log: Logger, metrics: Metrics): Live {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageMaxBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('holdfast') ? 'holdfast' : false),
  });
  const sockets = new Set<Socket>();
  const topics = new Map<string, Promise<LiveTopic>>();
  const feeds = new FeedListener(stores.listener);

  // Whatever was announced while the connection was down is fetched, not waited for.
  stores.listener.on('ready', () => {
    for (const topic of topics.values()) void topic.then((ready) => ready.catchUp());
  });
  const beating = setInterval(beat, beatMs);
  stores.onChange(sayBeat);
  const checking = setInterval(() => void checkRights(), rightsCheckedEveryMs);

  return {
    upgrade(request, socket, head) {
      admit(request).then(
        (caller) => {
          if (caller === null) {
            socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
            return;
          }
          server.handleUpgrade(request, socket, head, (ws) => open(ws, caller, request.headers.cookie));
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
      for (const topic of topics.values()) (await topic).stop();
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
    return callerWith(request.headers.cookie);
  }

  async function callerWith(cookie: string | undefined): Promise<Caller | null> {
    try {
      return await callerOf(stores, new Headers(cookie === undefined ? {} : { cookie }), false);
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 401) return null;
      throw error;
    }
  }

  function open(ws: WebSocket, caller: Caller, cookie: string | undefined): void {
    const mine = [...sockets].filter((socket) => socket.caller.id === caller.id);
    if (mine.length >= socketsPerPerson) {
      ws.close(tooManyMessages, 'too many connections of one person');
      return;
    }
    const socket: Socket = { ws, caller, cookie, shown: new Map(), messages: 0, isAlive: true };
    sockets.add(socket);
    metrics.sockets.set(sockets.size);
    const minute = setInterval(() => {
      socket.messages = 0;
    }, 60_000);
    ws.on('pong', () => {
      socket.isAlive = true;
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
      const shared = await sharedTopic(socket.caller.tenant.id, topic, feed);
      const viewer: Viewer = { isBehind: true, send: (frame) => sendFrame(socket.ws, frame) };
      socket.shown.set(name, { topic: shared, key: keyOf(socket.caller.tenant.id, feed), viewer });
      const { epoch, seq } = message;
      const since = epoch !== undefined && seq !== undefined ? { epoch, seq } : null;
      const isShown = await shared.show(viewer, since);
      if (!isShown || !sockets.has(socket)) hide(socket, name);
      if (!isShown) {
        refuse(socket, name, 'not_found', 'There is no such topic.');
      }
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

  function sharedTopic(tenant: string, topic: Topic, feed: FeedTopic): Promise<LiveTopic> {
    const key = keyOf(tenant, feed);
    const known = topics.get(key);
    if (known) return known;
    const opened = openTopic(tenant, topic, feed);
    topics.set(key, opened);
    opened.catch(() => topics.delete(key));
    return opened;
  }

  async function openTopic(tenant: string, topic: Topic, feed: FeedTopic): Promise<LiveTopic> {
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
    await shared.start();
    return shared;
  }

  function hide(socket: Socket, name: string): void {
    const shown = socket.shown.get(name);
    if (!shown) return;
    socket.shown.delete(name);
    shown.topic.viewers.delete(shown.viewer);
    if (shown.topic.viewers.size > 0) return;
    // Nobody looks any more: the feed is left, and the next viewer begins with a snapshot.
    topics.delete(shown.key);
    shown.topic.stop();
    const [tenant = '', ...feed] = shown.key.split(' ');
    feeds.stop(tenant, feed.join(' ') as FeedTopic).catch(() => {});
  }

  /** Says that we are here and how the stores are; in between too, when one of them goes or comes. */
  function sayBeat(): void {
    const message: ServerMessage = { kind: 'beat', at: Date.now(), stores: { ...stores.up } };
    const frame = Buffer.from(JSON.stringify(message));
    for (const { ws } of sockets) ws.send(frame, { binary: false });
  }

  /** Lets go of whoever answered nothing since the beat before and takes nothing either. */
  function beat(): void {
    for (const socket of sockets) {
      if (!socket.isAlive && socket.ws.bufferedAmount > 0) socket.ws.terminate();
      socket.isAlive = false;
      if (socket.ws.readyState === socket.ws.OPEN) socket.ws.ping();
    }
    sayBeat();
  }

  async function checkRights(): Promise<void> {
    for (const socket of sockets) {
      if (socket.cookie === undefined) continue;
      const caller = await callerWith(socket.cookie).catch(() => socket.caller);
      if (
        caller === null ||
        caller.role !== socket.caller.role ||
        caller.tenant.id !== socket.caller.tenant.id
      ) {
        socket.ws.close(signedOut, 'signed out, or your role changed');
      }
    }
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

function sendFrame(ws: WebSocket, frame: Buffer): boolean {
  if (ws.bufferedAmount > backlogFatalBytes) ws.terminate();
  if (ws.readyState !== ws.OPEN || ws.bufferedAmount > backlogMaxBytes) return false;
  ws.send(frame, { binary: false });
  return true;
}

function keyOf(tenant: string, feed: FeedTopic): string {
  return `${tenant} ${feed}`;
}

function ticketIn(protocols: string | undefined): string | null {
  const offered = (protocols ?? '').split(',').map((one) => one.trim());
  return offered.find((one) => one.startsWith('ticket.'))?.slice('ticket.'.length) ?? null;
}
