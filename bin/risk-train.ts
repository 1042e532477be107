import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type HeadName, type ModelHead, type RiskModel, headNames } from '#engagement/risk-model.ts';
import type { Boosted } from '#engagement/training/boost.ts';
import {
  type Lessons,
  type Task,
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
export async function trainModel(
  lessons: Lessons,
  { name, seed, onProgress }: { name: string; seed: number; onProgress: (share: number) => void },
): Promise<RiskModel> {
  const known = featuresOf(lessons);
  let rounds = 0;
  const pool = openPool(Math.min(threadsMost, availableParallelism()), () =>
    onProgress(++rounds / stepsOf()),
  );
  try {
    const heads = await Promise.all(
      headNames.map(async (head): Promise<[HeadName, ModelHead]> => {
        const task: Task = taskOf(lessons, head, known);
        const pairs = await pool.ask<number[]>({ task });
        const seeds = Array.from({ length: bagsOf(head) }, (_, bag) => seed * 1_000 + bag);
        const bags = await Promise.all(seeds.map((own) => pool.ask<Boosted>({ task, pairs, seed: own })));
        return [head, headOf(task, bags)];
      }),
    );
    return modelOf(lessons, name, seed, known, Object.fromEntries(heads) as Record<HeadName, ModelHead>);
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
