import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the server counts about itself, in Prometheus' words. No label ever carries a tenant or a learner. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: 'holdfast_events_total',
    help: 'Events by what became of them: accepted, duplicate, or the code they were refused with.',
    labelNames: ['result'],
    registers: [registry],
  });
  const requests = new Histogram({
    name: 'holdfast_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const sockets = new Gauge({
    name: 'holdfast_live_sockets',
    help: 'Open live connections.',
    registers: [registry],
  });
  const frames = new Counter({
    name: 'holdfast_live_frames_total',
    help: 'Live frames by kind: snapshot, delta, skipped (for a viewer too slow to take it).',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    registry,
    sockets,
    frames,
    countEvents(accepted: number, duplicates: number, rejected: { code: string }[]) {
      events.inc({ result: 'accepted' }, accepted);
      events.inc({ result: 'duplicate' }, duplicates);
      for (const { code } of rejected) events.inc({ result: code });
    },
    timeRequest(method: string, route: string, status: number, seconds: number) {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
  };
}
