import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { cpuSecondsOf } from './cpu.ts';
import type { LoadReport, LoadSettings } from './load.ts';
import type { Started } from './stand.ts';

/** What a load found, and what it took. */
export interface Driven extends LoadReport {
  /** Time of a core the server spent on an event. Other work on the machine makes a run slower, but this hardly dearer. */
  serverUs: number;
  /** The same of Redis. */
  redisUs: number;
}

const program = join(import.meta.dirname, 'load.ts');

/** Puts a load on a server from a process of its own. A server that refuses any of it has no figure. */
export async function drive(
  { stand, signal }: Bench,
  server: Started,
  settings: Omit<LoadSettings, 'port'>,
): Promise<Driven> {
  const before = [server.pid, stand.redisPid].map(cpuSecondsOf);
  const report = await load({ ...settings, port: server.port }, signal);
  const after = [server.pid, stand.redisPid].map(cpuSecondsOf);
  const refused = Object.entries(report.refused).map(([what, count]) => `${count} times ${what}`);
  if (refused.length > 0)
    throw new Error(`expected a 202 for each whole batch, was answered ${refused.join(', ')}`);
  const [serverUs = 0, redisUs = 0] = after.map(
    (seconds, index) => ((seconds - (before[index] ?? 0)) * 1e6) / report.accepted,
  );
  return { ...report, serverUs, redisUs };
}

async function load(settings: LoadSettings, signal: AbortSignal): Promise<LoadReport> {
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
  return report;
}
