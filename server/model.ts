import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { driftHere } from '#db/postgres/model-drifts.ts';
import {
  askForTraining,
  lockModels,
  modelInUse,
  ownModels,
  switchModel,
  trainingUnderWay,
  usedModel,
} from '#db/postgres/risk-models.ts';
import { toldRisks } from '#db/postgres/told-risks.ts';
import type { ModelFacts } from '#engagement/model-facts.ts';
import { outcomesOf } from '#engagement/outcomes.ts';
import { shippedFacts } from '#engagement/shipped-facts.ts';
import { type Variables, answers, body, newApi } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import { modelFacts, useBody } from './model-shapes.ts';
import type { Stores } from './stores.ts';

/** The model by which risks are told: what is known of it, whether it may be trusted here, and a tenant's own. */
export function modelRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  api.use(
    createMiddleware<Variables>(async (c, next) => {
      requireRole(
        c.get('caller'),
        ...(c.req.method === 'GET' ? (['admin', 'manager'] as const) : (['admin'] as const)),
      );
      await next();
    }),
  );

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'The model in use: how well it tells, whether it may be trusted here, and your own',
        responses: answers('All there is to say of it', modelFacts),
      }),
      async (c) => {
        const { tenant } = c.get('caller');
        return c.json(await asTenant(stores.db, tenant.id, (tx) => factsOf(tx, tenant.id, new Date())), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/trainings',
        summary: 'Train a model on what is kept of your own cohorts',
        description:
          'It takes seconds to minutes in the background, and what comes of it is told by `GET /v1/model`. 409 `training_meanwhile` while one is under way.',
        responses: answers('The training is asked for', modelFacts),
      }),
      async (c) => {
        const { tenant, id, name } = c.get('caller');
        const facts = await asTenant(stores.db, tenant.id, async (tx) => {
          await lockModels(tx, tenant.id);
          if ((await trainingUnderWay(tx, tenant.id)) !== null)
            throw new Refused(409, 'training_meanwhile', 'A training is under way. Wait until it is over.');
          const now = new Date();
          await askForTraining(tx, tenant.id, { id, name }, now);
          return factsOf(tx, tenant.id, now);
        });
        return c.json(facts, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/use',
        summary: 'Tell risks by a model of your own, or by that of the product again',
        description:
          'Everybody is looked at by it within seconds. 409 `not_usable` for a training that left no model this version can use.',
        request: body(useBody),
        responses: answers('What is used from now on', modelFacts),
      }),
      async (c) => {
        const { tenant, id: byId, name } = c.get('caller');
        const { id } = c.req.valid('json');
        const facts = await asTenant(stores.db, tenant.id, async (tx) => {
          await lockModels(tx, tenant.id);
          const now = new Date();
          await requireUsable(tx, tenant.id, id);
          const used = await usedModel(tx, tenant.id);
          if ((used?.id ?? null) !== id)
            await switchModel(tx, tenant.id, { id, by: { id: byId, name } }, now);
          return factsOf(tx, tenant.id, now);
        });
        return c.json(facts, 200);
      },
    );
}

async function requireUsable(tx: TenantTransaction, tenant: string, id: string | null): Promise<void> {
  if (id === null) return;
  const wanted = (await ownModels(tx, tenant)).find((one) => one.id === id);
  if (wanted === undefined) throw notFound('model');
  if (!wanted.isReadable)
    throw new Refused(409, 'not_usable', 'There is no model that this version can use. Train it again.');
}

async function factsOf(tx: TenantTransaction, tenant: string, now: Date): Promise<ModelFacts> {
  const own = await ownModels(tx, tenant);
  const used = await modelInUse(tx, tenant);
  const lastLeft =
    own
      .flatMap(({ usedUntil }) => usedUntil ?? [])
      .toSorted()
      .at(-1) ?? null;
  const since = used.id === null ? lastLeft : (own.find(({ id }) => id === used.id)?.usedSince ?? null);
  const risks = await toldRisks(tx, tenant, since === null ? null : new Date(since), now.getTime());
  return {
    used: { id: used.id, name: used.name, learnedFrom: used.learnedFrom, since },
    measured: shippedFacts.measured,
    drift: await driftHere(tx, tenant, used, now),
    outcomes: outcomesOf(risks),
    own,
  };
}
