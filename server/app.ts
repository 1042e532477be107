import { randomUUID } from 'node:crypto';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { alertRoutes } from './alerts.ts';
import { newApi } from './api.ts';
import { authRoutes, demoRoutes } from './auth.ts';
import { caseRoutes } from './cases.ts';
import { challengeRoutes, myChallengeRoutes } from './challenges.ts';
import { checkRoutes } from './checks.ts';
import { cohortRoutes } from './cohorts.ts';
import { contestRoutes } from './contests.ts';
import type { Config } from './config.ts';
import { deliveryRoutes } from './deliveries.ts';
import { describeDoors } from './described.ts';
import { digestRoutes, unsubscribeRoutes } from './digest.ts';
import { described, docsRoutes } from './docs.ts';
import { engagementRoutes } from './engagement.ts';
import { answerError, notFound } from './errors.ts';
import { eventsDoor } from './events.ts';
import { healthRoutes } from './health.ts';
import { learnerRoutes } from './learners.ts';
import { meRoutes } from './me.ts';
import { myDataRoutes } from './my-data.ts';
import { mentorRequestRoutes } from './mentor-requests.ts';
import { mentorRoutes } from './mentors.ts';
import type { Metrics } from './metrics.ts';
import { modelRoutes } from './model.ts';
import { nudgeMailRoutes } from './nudge-mails.ts';
import { nudgeEffectRoutes } from './nudge-effect.ts';
import { nudgeDecisionRoutes } from './nudge-decisions.ts';
import { nudgePolicyRoutes } from './nudge-policy.ts';
import { nudgeRoutes } from './nudges.ts';
import { trustedOrigin } from './origin.ts';
import { outlookRoutes } from './outlook.ts';
import { pageRoutes } from './page.ts';
import { pushRoutes } from './push.ts';
import { sourceRoutes } from './sources.ts';
import { preferenceRoutes } from './preferences.ts';
import { programmeRoutes } from './programmes.ts';
import { riskHistoryRoutes } from './risk-history.ts';
import { scoringRoutes } from './scoring.ts';
import type { Stores } from './stores.ts';
import { ticketRoutes } from './tickets.ts';
import { televisionRoutes } from './wall.ts';
import { wallRoutes } from './walls.ts';
import { webhookRoutes } from './webhooks.ts';

const version = '0.1.0';

/** A line for what people and programs ask; not for a file of the page or a look at our health. */
function isLogged(path: string): boolean {
  return path.startsWith('/v1/');
}

/** Everything the server answers over HTTP. It never listens: tests call `app.request`. */
export function createApp(stores: Stores, config: Config, log: Logger, metrics: Metrics) {
  const app = newApi();

  app.onError((error, c) => answerError(error, c, log));
  app.notFound((c) => answerError(notFound('address'), c, log));
  // Before the middleware: this door has its own.
  app.post('/v1/events', eventsDoor(stores, metrics, log));
  app.use(secureHeaders({ crossOriginResourcePolicy: 'same-origin', xFrameOptions: 'DENY' }));
  app.use(async (c, next) => {
    const began = performance.now();
    const id = randomUUID();
    c.set('requestId', id);
    c.header('X-Request-Id', id);
    await next();
    const ms = performance.now() - began;
    const route = routePath(c, -1);
    metrics.timeRequest(c.req.method, route, c.res.status, ms / 1000);
    // The route, not the address: an address may name a learner.
    const line = { request: id, method: c.req.method, route, status: c.res.status, ms: Math.round(ms) };
    log[isLogged(c.req.path) ? 'info' : 'debug'](line, 'request');
  });

  app.route('/', healthRoutes(stores, metrics));
  app.get('/v1/about', (c) => c.json({ name: 'Holdfast', version, demo: config.isDemo }));
  app.use('/v1/*', trustedOrigin(config.origins));
  app.route('/v1/auth', authRoutes(stores));
  app.route('/v1/demo', demoRoutes(stores, config.isDemo));
  app.route('/v1/me/digest', digestRoutes(stores, config.isMailOn));
  app.route('/v1/me/preferences', preferenceRoutes(stores));
  app.route('/v1/me', myDataRoutes(stores));
  app.route('/v1/contests', contestRoutes(stores));
  app.route('/v1/me/challenges', myChallengeRoutes(stores));
  app.route('/v1/me', mentorRequestRoutes(stores));
  app.route('/v1/me/push', pushRoutes(stores, config.vapidPrivateKey));
  app.route('/v1/me', meRoutes(stores));
  app.route('/v1/challenges', challengeRoutes(stores));
  app.route('/v1/mentors', mentorRoutes(stores));
  app.route('/v1/cohorts', cohortRoutes(stores));
  app.route('/v1/learners', learnerRoutes(stores));
  app.route('/v1/learners', engagementRoutes(stores));
  app.route('/v1/learners', riskHistoryRoutes(stores));
  app.route('/v1/learners', outlookRoutes(stores));
  app.route('/v1/nudges/deliveries', deliveryRoutes(stores, config.isMailOn));
  app.route('/v1/nudges', nudgeEffectRoutes(stores));
  app.route('/v1/nudges/decisions', nudgeDecisionRoutes(stores));
  app.route('/v1/nudges/policy', nudgePolicyRoutes(stores));
  app.route('/v1/nudges', nudgeRoutes(stores));
  app.route('/v1/checks', checkRoutes(stores));
  app.route('/v1/nudge-mails', nudgeMailRoutes(stores));
  app.route('/v1/webhooks', webhookRoutes(stores, config.allowsLoopback));
  app.route('/v1/alerts', alertRoutes(stores));
  app.route('/v1/cases', caseRoutes(stores));
  app.route('/v1/digest', unsubscribeRoutes(stores));
  app.route('/v1/sources', sourceRoutes(stores));
  app.route('/v1/programmes', programmeRoutes(stores));
  app.route('/v1/scoring', scoringRoutes(stores, 'tenant'));
  app.route('/v1/model', modelRoutes(stores));
  app.route('/v1/walls', wallRoutes(stores));
  app.route('/v1/wall', televisionRoutes(stores));
  app.route('/v1/live/tickets', ticketRoutes(stores));
  describeDoors(app);
  const about = { openapi: '3.1.0', info: { title: 'Holdfast', version, license: { name: 'MIT' } } };
  app.doc31('/openapi.json', about);
  app.route(
    '/docs',
    docsRoutes(() => described.parse(app.getOpenAPI31Document(about))),
  );
  app.route('/', pageRoutes(config.web));
  return app;
}
