import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { loggable } from '#db/loggable.ts';
import { BadSetting } from '#db/settings.ts';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { createLive } from './live.ts';
import { createMetrics } from './metrics.ts';
import { openStores } from './stores.ts';

/** Requests in flight get this long to finish once we are told to stop. */
const drainMs = 5_000;

/** A request has to be here within this: whoever sends a byte a second holds a socket, and no more, for so long. */
const httpLimits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };

try {
  await run(readConfig(process.env));
} catch (error) {
  if (!(error instanceof BadSetting)) throw error;
  console.error(error.message);
  // Connections that were opened would keep the process, which nobody would start again.
  process.exit(2);
}

async function run(config: Config): Promise<void> {
  const log = pino({
    level: config.logLevel,
    base: { process: 'server' },
    serializers: { err: loggable },
  });
  const stores = await openStores(config, log);
  const metrics = createMetrics();
  const app = createApp(stores, config, log, metrics);
  const live = createLive(stores, config, log, metrics);
  const place = { port: config.port, hostname: config.host };
  const server = serve({ fetch: app.fetch, ...place, serverOptions: httpLimits }, (address) => {
    log.info({ host: config.host, port: address.port }, 'listening');
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] === '/v1/live') live.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    const isTaken = error.code === 'EADDRINUSE';
    log.fatal({ err: error }, isTaken ? `PORT ${config.port} is taken by another program` : 'cannot listen');
    process.exit(1);
  });

  let isStopping = false;
  async function stop(why: string): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    log.info({ why }, 'stopping');
    await live.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const drained = setTimeout(
      () => 'closeAllConnections' in server && server.closeAllConnections(),
      drainMs,
    );
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await closed;
    clearTimeout(drained);
    await stores.close();
    log.info('stopped');
    process.exit(0);
  }
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  // Started by a parent that is gone: nobody is left to stop us later.
  process.on('disconnect', () => void stop('parent gone'));
}
