import { Hono } from 'hono';
import type { Metrics } from './metrics.ts';
import type { Stores } from './stores.ts';

/** For whoever operates us: is the process there, can it work, what does it count. */
export function healthRoutes(stores: Stores, metrics: Metrics) {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const up = await stores.check();
      return c.json(up, up.postgres && up.redis ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      c.header('Content-Type', metrics.registry.contentType);
      return c.body(await metrics.registry.metrics());
    });
}
