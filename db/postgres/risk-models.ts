import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { ModelStep, OwnModel, TrainingResult, TrainingState } from '#engagement/own-model.ts';
import { type ModelFeature, type RiskModel, modelVersion } from '#engagement/risk-model.ts';
import { shippedFacts } from '#engagement/shipped-facts.ts';
import { newId } from '../id.ts';
import { type TenantTransaction, addJob, addJobs } from './connect.ts';
import { programmes, riskModels } from './schema.ts';

/** Trainings of a tenant that are kept, beside the one in use. */
const keptMost = 8;

/** What of a model is read: never its trees, which nobody but workers needs. */
const shown = {
  id: riskModels.id,
  name: riskModels.name,
  measured: riskModels.measured,
  trainedAt: riskModels.trainedAt,
  usedSince: riskModels.usedSince,
  usedUntil: riskModels.usedUntil,
  version: sql<string | null>`${riskModels.model} ->> 'version'`,
};
const isUsed = and(isNotNull(riskModels.usedSince), isNull(riskModels.usedUntil));
const isReadable = sql`${riskModels.model} ->> 'version' = ${String(modelVersion)}`;

/** Of two who decide at once the second waits, and then sees what the first has decided. */
export async function lockModels(tx: TenantTransaction, tenant: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`models/${tenant}`}, 0))`);
}

/** All that a tenant had trained, newest first. */
export async function ownModels(tx: TenantTransaction, tenant: string): Promise<OwnModel[]> {
  const rows = await tx
    .select(shown)
    .from(riskModels)
    .where(eq(riskModels.tenantId, tenant))
    .orderBy(desc(riskModels.trainedAt), desc(riskModels.id));
  return rows.map(({ measured, version, trainedAt, usedSince, usedUntil, ...row }) => ({
    ...row,
    ...measured,
    trainedAt: trainedAt.toISOString(),
    usedSince: usedSince?.toISOString() ?? null,
    usedUntil: usedUntil?.toISOString() ?? null,
    isReadable: version === String(modelVersion),
  }));
}

/** Which of its own models a tenant uses; null where it uses the product's, or this version cannot use its own. */
export async function usedModel(
  tx: TenantTransaction,
  tenant: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await tx
    .select({ id: riskModels.id, name: riskModels.name })
    .from(riskModels)
    .where(and(eq(riskModels.tenantId, tenant), isUsed, isReadable));
  return row ?? null;
}

/** The model in use, and what it was learned from: for comparing that with those who are here. No id is the product's own. */
export async function modelInUse(
  tx: TenantTransaction,
  tenant: string,
): Promise<
  { id: string | null; name: string } & Pick<RiskModel, 'learnedFrom'> & { features: ModelFeature[] }
> {
  const { name, learnedFrom, features } = shippedFacts;
  const used = await usedModel(tx, tenant);
  if (used === null) return { id: null, name, learnedFrom, features };
  const [facts] = await tx
    .select({
      learnedFrom: sql<RiskModel['learnedFrom']>`${riskModels.model} -> 'learnedFrom'`,
      features: sql<ModelFeature[]>`${riskModels.model} -> 'features'`,
    })
    .from(riskModels)
    .where(and(eq(riskModels.tenantId, tenant), eq(riskModels.id, used.id)));
  return facts === undefined ? { id: null, name, learnedFrom, features } : { ...used, ...facts };
}

/** As it was stored, for whoever opens it. */
export async function readRiskModel(tx: TenantTransaction, tenant: string, id: string): Promise<unknown> {
  const [row] = await tx
    .select({ model: riskModels.model })
    .from(riskModels)
    .where(and(eq(riskModels.tenantId, tenant), eq(riskModels.id, id)));
  return row?.model ?? null;
}

/** Asks for a training, and with it for the job that does it. */
export async function askForTraining(
  tx: TenantTransaction,
  tenant: string,
  by: ModelStep['by'],
  now: Date,
): Promise<string> {
  const id = newId(now.getTime());
  const name = `own-${now
    .toISOString()
    .slice(0, 16)
    .replace(/[^0-9]/g, '-')}`;
  await forgetOldest(tx, tenant);
  await tx.insert(riskModels).values({
    id,
    tenantId: tenant,
    name,
    model: sql`'null'::jsonb`,
    measured: { training: { state: 'waiting' }, steps: [{ step: 'asked', at: now.toISOString(), by }] },
    trainedAt: now,
    byId: by.id,
    byName: by.name,
  });
  await addJob(tx, 'train_model', { tenant, training: id, name }, `train/${tenant}`);
  return id;
}

async function forgetOldest(tx: TenantTransaction, tenant: string): Promise<void> {
  const kept = tx
    .select({ id: riskModels.id })
    .from(riskModels)
    .where(eq(riskModels.tenantId, tenant))
    .orderBy(desc(riskModels.trainedAt))
    .limit(keptMost - 1);
  await tx
    .delete(riskModels)
    .where(
      and(eq(riskModels.tenantId, tenant), sql`not (${isUsed})`, sql`${riskModels.id} not in (${kept})`),
    );
}

/** How far a training is; null when it is over, or was never asked for. */
export async function trainingUnderWay(
  tx: TenantTransaction,
  tenant: string,
  id: string | null = null,
): Promise<TrainingState | null> {
  const [row] = await tx
    .select({ measured: riskModels.measured })
    .from(riskModels)
    .where(and(eq(riskModels.tenantId, tenant), isUnderWay, id === null ? undefined : eq(riskModels.id, id)));
  return row?.measured.training ?? null;
}

const isUnderWay = inArray(sql`${riskModels.measured} -> 'training' ->> 'state'`, [
  'waiting',
  'reading',
  'learning',
]);

/** Says how far a training is. One that is over stays as it ended. */
export async function tellTraining(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  training: TrainingState,
): Promise<void> {
  await tx
    .update(riskModels)
    .set({ measured: withTraining(training) })
    .where(and(eq(riskModels.tenantId, tenant), eq(riskModels.id, id), isUnderWay));
}

/** Keeps what came of a training. A job that is done twice changes nothing the second time. */
export async function endTraining(
  tx: TenantTransaction,
  tenant: string,
  id: string,
  result: TrainingResult,
  now: Date,
): Promise<void> {
  await tx
    .update(riskModels)
    .set({
      measured: withTraining(result.training),
      trainedAt: now,
      ...('model' in result ? { model: result.model } : {}),
    })
    .where(and(eq(riskModels.tenantId, tenant), eq(riskModels.id, id), isUnderWay));
}

function withTraining(training: TrainingState) {
  return sql`jsonb_set(${riskModels.measured}, '{training}', ${JSON.stringify(training)}::text::jsonb)`;
}

/** Uses another model from now on, null the product's own, and has everybody looked at by it. */
export async function switchModel(
  tx: TenantTransaction,
  tenant: string,
  { id, by }: { id: string | null; by: ModelStep['by'] },
  now: Date,
): Promise<void> {
  const mine = eq(riskModels.tenantId, tenant);
  const step = (what: ModelStep['step']) => ({
    measured: sql`jsonb_set(${riskModels.measured}, '{steps}', (${riskModels.measured} -> 'steps') ||
      ${JSON.stringify({ step: what, at: now.toISOString(), by } satisfies ModelStep)}::text::jsonb)`,
    byId: by.id,
    byName: by.name,
  });
  await tx
    .update(riskModels)
    .set({ usedUntil: now, ...step('left') })
    .where(and(mine, isUsed));
  if (id !== null) {
    await tx
      .update(riskModels)
      .set({ usedSince: now, usedUntil: null, ...step('used') })
      .where(and(mine, eq(riskModels.id, id)));
  }
  // Programme by programme: those that score in their own way are told by the same model.
  const all = await tx
    .select({ programme: programmes.id })
    .from(programmes)
    .where(eq(programmes.tenantId, tenant));
  const at = now.toISOString();
  await addJobs(
    tx,
    'rescore',
    all.map(({ programme }) => ({
      payload: { tenant, programme, at },
      key: `rescore/${tenant}/${programme}`,
    })),
  );
}
