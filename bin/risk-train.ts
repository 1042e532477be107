import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type HeadName, type ModelHead, type RiskModel, headNames } from '#engagement/risk-model.ts';
import type { Boosted } from '#engagement/training/boost.ts';
import { logisticFeaturesOf } from '#engagement/training/logistic-model.ts';
import {
  type Lessons,
  bagsOf,
  featuresOf,
  headOf,
  modelOf,
  stepsOf,
  taskOf,
} from '#engagement/training/train.ts';
import type { ThreadAsk } from './risk-thread.ts';

/** More threads would not come by more memory any faster. */
const threadsMost = 4;

/** Learns a model, on as many cores as there are: the same model on any number of them. */
export function trainModel(
  lessons: Lessons,
  { name, seed, onProgress }: { name: string; seed: number; onProgress: (share: number) => void },
): Promise<RiskModel> {
  const known = featuresOf(lessons);
  let rounds = 0;
  const onRound = (): void => onProgress(++rounds / stepsOf());
  return withPool(onRound, async (pool) => {
    const heads = await headsBy(async (head) => {
      const task = taskOf(lessons, head, known);
      const pairs = await pool.ask<number[]>({ kind: 'pairs', task });
      const seeds = Array.from({ length: bagsOf(head) }, (_, bag) => seed * 1_000 + bag);
      const bags = await Promise.all(
        seeds.map((own) => pool.ask<Boosted>({ kind: 'bag', task, pairs, seed: own })),
      );
      return headOf(task, bags);
    });
    return modelOf(lessons, name, seed, known, heads);
  });
}

/** Learns what a model is measured against, from the same moments. Nothing is drawn by chance here, so no seed changes it. */
export function trainLogistic(lessons: Lessons, name: string): Promise<RiskModel> {
  const known = logisticFeaturesOf(lessons);
  return withPool(
    () => {},
    async (pool) => {
      const heads = await headsBy((head) =>
        pool.ask<ModelHead>({ kind: 'logistic', task: taskOf(lessons, head, known) }),
      );
      return modelOf(lessons, name, 0, known, heads);
    },
  );
}

async function headsBy(learn: (head: HeadName) => Promise<ModelHead>): Promise<Record<HeadName, ModelHead>> {
  const heads = await Promise.all(headNames.map(async (head) => [head, await learn(head)] as const));
  return Object.fromEntries(heads) as Record<HeadName, ModelHead>;
}

async function withPool<Result>(onRound: () => void, work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = openPool(Math.min(threadsMost, availableParallelism()), onRound);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

interface Pool {
  ask<Answer>(ask: ThreadAsk): Promise<Answer>;
  close(): Promise<void>;
}

interface Waiting {
  ask: ThreadAsk;
  answer: (answer: never) => void;
  fail: (error: unknown) => void;
}

function openPool(threads: number, onRound: () => void): Pool {
  const waiting: Waiting[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  function next(): void {
    while (idle.length > 0 && waiting.length > 0) {
      const [worker, one] = [idle.pop(), waiting.shift()];
      if (worker === undefined || one === undefined) return;
      busy.set(worker, one);
      worker.postMessage(one.ask);
    }
  }
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(join(import.meta.dirname, 'risk-thread.ts'));
    worker.on('message', (said: unknown) => {
      if (said === 'round') {
        onRound();
        return;
      }
      busy.get(worker)?.answer(said as never);
      busy.delete(worker);
      idle.push(worker);
      next();
    });
    worker.on('error', (error) => {
      for (const one of [busy.get(worker), ...waiting.splice(0)]) one?.fail(error);
    });
    idle.push(worker);
    return worker;
  });
  return {
    ask: (ask) =>
      new Promise((answer, fail) => {
        waiting.push({ ask, answer, fail });
        next();
      }),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
