import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { asTenant, openPostgres } from '#db/postgres/connect.ts';
import { readRiskModel, usedModel } from '#db/postgres/risk-models.ts';
import type { TrainingResult } from '#engagement/own-model.ts';
import { type OpenModel, openModel } from '#engagement/open-model.ts';
import { parseModel } from '#engagement/risk-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { learnOwn } from '#engagement/training/own-learning.ts';
import { type Moments, momentsMost, momentsOf } from '#engagement/training/own-moments.ts';
import { ownClasses } from './own-history.ts';

// A thread that trains a tenant's own model, with a connection of its own: the looks of its process go on meanwhile.

/** What it says on its way, and in the end. */
export type ThreadNews = { share: number } | { result: TrainingResult };

/** So many moments at most: more would take memory, and teach little more. */
const momentsOfAll = 160_000;
/** Every third day falls on every weekday in its turn. */
const everyDaysLeast = 3;
const everyDaysMost = 30;

const asked = z
  .object({ databaseUrl: z.string(), tenant: z.string(), name: z.string(), now: z.number() })
  .parse(workerData);
const port = parentPort;
if (port === null) throw new Error('this runs as a thread of workers/train-model.ts');
const say = (news: ThreadNews): void => port.postMessage(news);
const postgres = await openPostgres(asked.databaseUrl);
try {
  say({ result: await train() });
} finally {
  await postgres.close();
}

async function train(): Promise<TrainingResult> {
  const { tenant, now } = asked;
  const { db } = postgres;
  const parts: Moments[] = [];
  let left = momentsOfAll;
  for await (const own of ownClasses(db, tenant, now)) {
    const everyDays = Math.max(everyDaysLeast, Math.ceil(momentsMost(own) / left));
    if (everyDays > everyDaysMost) break;
    const moments = momentsOf(own, everyDays);
    parts.push(moments);
    left -= moments.answers.length;
    if (left <= 0) break;
  }
  let told = 0;
  return learnOwn(parts, {
    name: asked.name,
    base: shippedModel.model,
    used: await modelInUse(),
    onProgress(share) {
      if (share < told + 0.1) return;
      told = share;
      say({ share });
    },
  });
}

async function modelInUse(): Promise<OpenModel> {
  const { tenant } = asked;
  const given = await asTenant(postgres.db, tenant, async (tx) => {
    const used = await usedModel(tx, tenant);
    return used === null ? null : readRiskModel(tx, tenant, used.id);
  });
  if (given === null) return shippedModel;
  const parsed = parseModel(given);
  return parsed.ok ? openModel(parsed.model) : shippedModel;
}
