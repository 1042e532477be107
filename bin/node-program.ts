import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Child, type Ending, endProcess, lastLines, startChild } from './processes.ts';
import { Service } from './service.ts';

/** A program of ours, run by this same Node as a process of its own. */
export interface NodeProgram {
  name: string;
  script: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
}

const root = join(import.meta.dirname, '..');
const withParent = pathToFileURL(join(import.meta.dirname, 'with-parent.mjs')).href;
const ending: Ending = [{ signal: 'SIGTERM', waitMs: 10_000 }];
const readyWithinMs = 60_000;

export function nodeService(program: NodeProgram, isReady: () => Promise<boolean>): Service {
  const { name, logFile } = program;
  return new Service({ name, logFile, isReady, readyWithinMs, ending, spawn: () => spawnNode(program) });
}

/** Runs a program that comes to an end by itself, and must do so well. */
export async function runNode(program: NodeProgram, signal: AbortSignal): Promise<void> {
  const child = await spawnNode(program);
  const interrupt = (): void => void endProcess(child.mark, ending);
  signal.addEventListener('abort', interrupt, { once: true });
  const how = await child.ended;
  signal.removeEventListener('abort', interrupt);
  signal.throwIfAborted();
  if (how !== 'exit code 0')
    throw new Error(`${program.name}: failed (${how}), ${await lastLines(program.logFile)}`);
}

function spawnNode({ script, args = [], env, logFile }: NodeProgram): Promise<Child> {
  return startChild({
    command: process.execPath,
    args: ['--import', withParent, join(root, script), ...args],
    cwd: root,
    env,
    logFile,
    orphaned: 'disconnect',
  });
}
