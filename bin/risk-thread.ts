import { parentPort } from 'node:worker_threads';
import { type Task, bagOf, pairsFor } from '#engagement/training/train.ts';

// A thread that learns: one bag of trees, or which pairs of features matter, at a time.

export type ThreadAsk = { task: Task; pairs: number[]; seed: number } | { task: Task };

const port = parentPort;
if (port === null) throw new Error('this runs as a thread of bin/risk.ts');
port.on('message', (ask: ThreadAsk) => {
  const onRound = (): void => port.postMessage('round');
  port.postMessage(
    'pairs' in ask ? bagOf(ask.task, ask.pairs, ask.seed, onRound) : pairsFor(ask.task, onRound),
  );
});
