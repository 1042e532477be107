import { Hono } from 'hono';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { DriftCount } from './drift-verdicts.ts';
import type { Step } from './loop.ts';

/** For whoever operates us: is the process there, can it work, what has it done. */
export function createHealth(stores: { postgres: () => Promise<boolean>; redis: () => Promise<boolean> }) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const done = new Counter({
    name: 'holdfast_work_done_total',
    help: 'Learners assessed, events archived, rows pruned, cohorts worked out, learners whose weeks were scored, sources gone down or come back, cohorts compared with what the model learned from, outcomes of nudges measured, by loop.',
    labelNames: ['loop'],
    registers: [registry],
  });
  const aside = new Counter({
    name: 'holdfast_events_aside_total',
    help: 'Events the history could not take, kept in Redis for seven days: anything but 0 wants a look.',
    registers: [registry],
  });
  const drifts = {
    tenants: new Gauge({
      name: 'holdfast_model_drift_tenants',
      help: 'Tenants by what the monitor of drift says of the model that tells their risks: too_few, as_trained, watch, do_not_trust. Every process of workers tells the same.',
      labelNames: ['model', 'verdict'],
      registers: [registry],
    }),
    learners: new Gauge({
      name: 'holdfast_model_drift_learners',
      help: 'The learners of these tenants whom the monitor of drift counted.',
      labelNames: ['model', 'verdict'],
      registers: [registry],
    }),
  };
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
    tellDrifts(counts: readonly DriftCount[]) {
      for (const { model, verdict, tenants, learners } of counts) {
        drifts.tenants.set({ model, verdict }, tenants);
        drifts.learners.set({ model, verdict }, learners);
      }
    },
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
