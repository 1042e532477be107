import { serve } from '@hono/node-server';
import { pino } from 'pino';
import type { WebSocket } from 'ws';
import { openListener, untilReady } from '#db/redis/connect.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { createLive } from '#server/live.ts';
import { createMetrics } from '#server/metrics.ts';
import { openStores } from '#server/stores.ts';
import { archiveLog } from '#workers/archive.ts';
import { assessDue } from '#workers/assess.ts';
import { openChannels } from '#workers/channels/channels.ts';
import { watchDueShards } from '#workers/due-shards.ts';
import { tellCounts, watchCountedShards } from '#workers/tell-counts.ts';
import { runJobs } from '#workers/jobs.ts';
import { runLoop } from '#workers/loop.ts';
import { Recorder } from '#workers/record.ts';
import { Rules } from '#workers/rules.ts';
import { freePort } from './processes.ts';
import { type Screen, openScreen } from './screen.ts';
import { sessionCookieOf } from './session-cookie.ts';

/** The whole product in one process, on real stores and a real port. */
export type Product = Awaited<ReturnType<typeof openProduct>>;

export async function openProduct(
  at: { databaseUrl: string; redisUrl: string },
  settings: Record<string, string> = {},
) {
  const log = pino({ level: process.env['HOLDFAST_LOG_LEVEL'] ?? 'silent' });
  // The sign-in library compares origins, so the address must be known before the server listens.
  const port = await freePort();
  const config = readConfig({
    DATABASE_URL: at.databaseUrl,
    REDIS_URL: at.redisUrl,
    PORT: String(port),
    ...settings,
  });
  const stores = await openStores(config, log);
  const metrics = createMetrics();
  const app = createApp(stores, config, log, metrics);
  const live = createLive(stores, config, log, metrics);
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  server.on('upgrade', live.upgrade);
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${port}`;

  const listener = openListener(at.redisUrl);
  await untilReady(listener, 5_000);
  const due = await watchDueShards(listener);
  const rules = new Rules(stores.db);
  const assessing = runLoop(
    'assess',
    () => assessDue(stores.db, stores.redis, rules, due.next()),
    250,
    log,
    due.onWake,
  );
  const counted = await watchCountedShards(listener);
  const telling = runLoop(
    'tell counts',
    async () => tellCounts(stores.redis, rules, await counted.next()),
    250,
    log,
    counted.onWake,
  );
  const archiving = runLoop('archive', () => archiveLog(stores.db, stores.redis), 50, log);
  const recorder = new Recorder(stores.db, stores.redis);
  const recording = runLoop(
    'record',
    async () => {
      await recorder.record(Date.now());
      return 0;
    },
    500,
    log,
  );
  const channels = await openChannels(stores.db, { ...config, mail: null, origin: url });
  const jobs = runJobs(at.databaseUrl, stores.db, stores.redis, log, channels);
  const sockets: WebSocket[] = [];
  const cookies = new Map<string, string>();

  return {
    url,
    stores,
    app,
    metrics,
    /** Asks as a person (cookie) or a program (key). */
    async ask<T = unknown>(
      path: string,
      as: { cookie?: string; key?: string } = {},
      more: RequestInit = {},
    ): Promise<{ status: number; headers: Headers; body: T }> {
      const headers = new Headers(more.headers);
      if (as.cookie !== undefined) headers.set('cookie', as.cookie);
      if (as.key !== undefined) headers.set('authorization', `Bearer ${as.key}`);
      if (more.body !== undefined && !headers.has('content-type')) {
        headers.set('content-type', 'application/json');
      }
      const response = await fetch(url + path, { ...more, headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: parsed(text) as T };
    },
    /** The cookie of a person, who is signed in once. */
    async signIn({ email }: { email: string }): Promise<string> {
      const known = cookies.get(email);
      if (known !== undefined) return known;
      const { internalAdapter } = await stores.accounts.$context;
      const found = await internalAdapter.findUserByEmail(email);
      if (found === null) throw new Error(`there is no account of ${email}`);
      const cookie = await sessionCookieOf(stores.accounts, found.user.id);
      cookies.set(email, cookie);
      return cookie;
    },
    async watch(cookie: string, ...topics: string[]): Promise<Screen> {
      const screen = await openScreen(url, { cookie, origin: url }, topics);
      sockets.push(screen.socket);
      return screen;
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      await jobs.stop();
      channels.close();
      await Promise.all([assessing.stop(), telling.stop(), archiving.stop(), recording.stop()]);
      listener.disconnect();
      await live.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stores.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
