import { availableParallelism, loadavg } from 'node:os';
import { alert } from '#bench/alert.ts';
import { anomaly } from '#bench/anomaly.ts';
import { assess } from '#bench/assess.ts';
import type { Measure } from '#bench/bench.ts';
import { decide } from '#bench/decide.ts';
import { ingest } from '#bench/ingest.ts';
import { live } from '#bench/live.ts';
import { scroll } from '#bench/live/painting.ts';
import { machineOf } from '#bench/machine.ts';
import { nudges } from '#bench/nudges.ts';
import { risk } from '#bench/risk.ts';
import { tableOf } from '#bench/row.ts';
import { sentiment } from '#bench/sentiment.ts';
import { readSettings } from '#bench/settings.ts';
import { onStand } from '#bench/stand.ts';
import { BadOption } from './options.ts';
import { progressOn } from './progress.ts';

// `npm run bench -- ingest`: what the product does on this machine, with what the machine does at best beside it; and
// `-- anomaly` and `-- nudges`, how right it is.

const benches = new Map<string, Measure>([
  ['ingest', ingest],
  ['assess', assess],
  ['alert', alert],
  ['decide', decide],
  ['sentiment', sentiment],
  ['anomaly', anomaly],
  ['risk', risk],
  ['nudges', nudges],
  ['live', live],
  ['scroll', scroll],
]);

// Figures alone on stdout, so that a program can read them.
const { say, complain } = progressOn(process.stderr, process.stderr);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => stopping.abort(new Error('stopped before the end')));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  complain(error);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}
process.exit();

async function main([name = '', ...args]: string[]): Promise<void> {
  const measure = benches.get(name);
  if (measure === undefined)
    throw new BadOption(`there is no bench '${name}'; there are ${[...benches.keys()].join(', ')}`);
  const settings = readSettings(args);
  const { signal } = stopping;
  const [busy = 0] = loadavg();
  if (busy > availableParallelism() / 2)
    say(
      `the machine has other work (load ${busy.toFixed(1)}): figures will be too low and differ from run to run`,
    );
  const result = await onStand({ say, signal }, async (stand) => {
    const machine = await machineOf(stand.redisOwner, stand.folder);
    const rows = await measure({ stand, settings, say, signal });
    return { bench: name, machine, rows };
  });
  console.log(settings.isJson ? JSON.stringify(result) : tableOf(result));
}
