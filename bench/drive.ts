import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadReport, LoadSettings } from './load.ts';

const program = join(import.meta.dirname, 'load.ts');

/** Puts a load on a server from a process of its own. A server that refuses any of it has no figure. */
export async function drive(settings: LoadSettings, signal: AbortSignal): Promise<LoadReport> {
  const child = fork(program, {
    signal,
    // What it prints must not get into what we print.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    // Our own preloads are for commands: one of them lets a process end although it still has to report.
    execArgv: [],
  });
  const report = await new Promise<LoadReport>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadReport));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load ended with ${code} before its report`)));
    child.send(settings);
  });
  child.disconnect();
  const refused = Object.entries(report.refused).map(([what, count]) => `${count} times ${what}`);
  if (refused.length > 0)
    throw new Error(`expected a 202 for each whole batch, was answered ${refused.join(', ')}`);
  return report;
}
