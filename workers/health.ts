import { Hono } from 'hono';
import { Counter, Registry, collectDefaultMetrics } from 'prom-client';
import type { Step } from './loop.ts';

/** For whoever operates us: is the process there, can it work, what has it done. */
export function createHealth(stores: { postgres: () => Promise<boolean>; redis: () => Promise<boolean> }) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const done = new Counter({
    name: 'holdfast_work_done_total',
    help: 'Learners assessed, events archived, rows pruned, cohorts worked out, learners whose weeks were scored, sources gone down or come back, cohorts compared with what the model learned from, by loop.',
    labelNames: ['loop'],
    registers: [registry],
  });
  const aside = new Counter({
    name: 'holdfast_events_aside_total',
    help: 'Events the history could not take, kept in Redis for seven days: anything but 0 wants a look.',
    registers: [registry],
  });
  const app = new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const [postgres, redis] = await Promise.all([stores.postgres(), stores.redis()]);
      return c.json({ postgres, redis }, postgres && redis ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      c.header('Content-Type', registry.contentType);
      return c.body(await registry.metrics());
    });
  return {
    app,
    countAside: () => aside.inc(),
    /** The step, with what it does counted. */
    counted(loop: string, step: Step): Step {
      return async () => {
        const did = await step();
        done.inc({ loop }, did);
        return did;
      };
    },
  };
}
