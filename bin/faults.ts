import { cpus, totalmem } from 'node:os';
import { type FaultRow, type Size, NotPossible } from '#test/faults/fault.ts';
import { faults } from '#test/faults/faults.ts';
import { tableOf } from '#test/faults/table.ts';
import { openWorld } from '#test/faults/world.ts';
import { BadOption, nearest, readOptions } from './options.ts';

// `npm run faults`: breaks the product in every way we know, on stores of its own, and counts what became of every
// acknowledged event. Names of faults run only these; `--short` is the sample that `npm test` runs; `--json` prints
// nothing but the result; `--seed` repeats the chance of an earlier run.

const flags = ['short', 'json'] as const;
const names = faults.map((fault) => fault.name);

try {
  process.exitCode = await run(wishesOf(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
// The channel to a parent would keep us alive although we are done.
if (process.connected) process.disconnect();

interface Wishes {
  only: string[];
  size: Size;
  isJson: boolean;
  seed: string;
}

function wishesOf(args: string[]): Wishes {
  const only = args.filter((word) => names.includes(word));
  const spelled = args
    .filter((word) => !names.includes(word))
    .map((word) => (flags.some((flag) => word === `--${flag}`) ? `${word}=yes` : word));
  const stray = spelled.find((word, index) => !word.startsWith('--') && spelled[index - 1] !== '--seed');
  if (stray !== undefined) {
    const meant = nearest(stray, names);
    throw new BadOption(
      `no fault is called '${stray}'; did you mean ${meant}? There are ${names.join(', ')}`,
    );
  }
  const options = readOptions([...flags, 'seed'], spelled);
  return {
    only: only.length === 0 ? names : only,
    size: options.short === undefined ? 'long' : 'short',
    isJson: options.json !== undefined,
    seed: options.seed ?? String(Date.now() % 1_000_000),
  };
}

/** The exit code: 1 when anything was lost or doubled, or more than a count was wrong. */
async function run({ only, size, isJson, seed }: Wishes): Promise<number> {
  const rows: { name: string; row: FaultRow }[] = [];
  let failed = 0;
  say(`seed ${seed}`);
  for (const { name, what, run } of faults.filter((fault) => only.includes(fault.name))) {
    say(`${name}: ${what} …`);
    const began = performance.now();
    // A world each: what one fault leaves behind must not explain the next.
    const world = await openWorld(seed);
    try {
      const row = await run(world, size);
      rows.push({ name, row });
      if (row.lost !== 0 || row.doubled !== 0 || row.counted !== row.acknowledged) failed++;
    } catch (error) {
      if (error instanceof NotPossible) {
        say(`${name}: skipped, ${error.message}`);
      } else {
        failed++;
        console.error(error);
      }
    }
    await world.close().catch((error: unknown) => {
      failed++;
      console.error(error);
    });
    say(`${name}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
  if (isJson) console.log(JSON.stringify({ bench: 'faults', machine: machine(), rows: rows.map(flat) }));
  else console.log(tableOf(rows));
  if (failed > 0) say(`${failed} of ${only.length} failed`);
  return failed > 0 ? 1 : 0;
}

function flat({ name, row: { recoverS, ...row } }: { name: string; row: FaultRow }) {
  return { name, ...row, recoverS: recoverS === null ? null : Math.round(recoverS * 1_000) / 1_000 };
}

function machine(): string {
  const all = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${all.length} x ${all[0]?.model ?? 'unknown'}, ${gigabytes} GiB, ${process.platform}, Node ${process.versions.node}`;
}

/** Beside the result, which has stdout to itself. */
function say(line: string): void {
  console.error(line);
}
