import { parentPort } from 'node:worker_threads';
import type { ModelHead } from '#engagement/risk-model.ts';
import type { Boosted } from '#engagement/training/boost.ts';
import { logisticHeadOf } from '#engagement/training/logistic-model.ts';
import { type Task, bagOf, pairsFor } from '#engagement/training/train.ts';

// A thread that learns: one bag of trees, which pairs of features matter, or a logistic regression, at a time.

export type ThreadAsk =
  | { kind: 'pairs'; task: Task }
  | { kind: 'bag'; task: Task; pairs: number[]; seed: number }
  | { kind: 'logistic'; task: Task };

const port = parentPort;
if (port === null) throw new Error('this runs as a thread of bin/risk.ts');
const onRound = (): void => port.postMessage('round');
port.on('message', (ask: ThreadAsk) => port.postMessage(answerOf(ask)));

function answerOf(ask: ThreadAsk): number[] | Boosted | ModelHead {
  switch (ask.kind) {
    case 'pairs':
      return pairsFor(ask.task, onRound);
    case 'bag':
      return bagOf(ask.task, ask.pairs, ask.seed, onRound);
    case 'logistic':
      return logisticHeadOf(ask.task);
  }
}
