import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that is never mistaken for a later one with the same number. */
export interface ProcessMark {
  pid: number;
  /** The boot it belongs to and the clock ticks since then. */
  startedAt: string;
}

/** A process of ours in a group of its own, out of reach of the terminal's Ctrl-C: we end it when its turn comes. */
export interface Child {
  process: ChildProcess;
  mark: ProcessMark;
  /** Resolves when the process has ended, and says how: a signal or an exit code. */
  ended: Promise<string>;
}

/** Signals in the order they are tried, each with the time it has. SIGKILL follows by itself. */
export type Ending = readonly { signal: NodeJS.Signals; waitMs: number }[];

interface ChildOptions {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** What it prints is added to this file. */
  logFile: string;
  /** The user it runs as, when not ours. */
  as?: { uid: number; gid: number } | undefined;
  /** How it hears that we are gone: a Node process sees its channel close, any other is sent a signal. */
  orphaned: 'disconnect' | NodeJS.Signals;
}

const lookEveryMs = 20;
/** SIGKILL cannot be refused; only a process stuck in the kernel outlives it for long. */
const killedWithinMs = 10_000;
/** A log that is longer at a start is set aside, in place of the one set aside before. */
const logBytesMax = 16 * 1024 * 1024;
const linesShown = 12;

export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, cwd, env, logFile, as, orphaned } = options;
  await mkdir(dirname(logFile), { recursive: true });
  if (((await stat(logFile).catch(() => null))?.size ?? 0) > logBytesMax)
    await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  try {
    const channel = orphaned === 'disconnect' ? (['ipc'] as const) : [];
    const stdio = ['ignore', log.fd, log.fd, ...channel] as const;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: [...stdio], ...as });
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
    if (orphaned !== 'disconnect') endWhenWeAreGone(pid, orphaned, ended);
    return { process: child, mark: markOf(pid), ended };
  } finally {
    await log.close();
  }
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedAt: startOf(pid) ?? 'ended' };
}

/** Whether the very process that was marked is still there. */
export function isAlive(mark: ProcessMark): boolean {
  return startOf(mark.pid) === mark.startedAt;
}

/** Ends a process, gently first. Resolves when it is gone. */
export async function endProcess(mark: ProcessMark, ending: Ending): Promise<void> {
  for (const { signal, waitMs } of [...ending, { signal: 'SIGKILL', waitMs: killedWithinMs } as const]) {
    if (!isAlive(mark)) return;
    sendSignal(mark.pid, signal);
    for (const end = performance.now() + waitMs; isAlive(mark) && performance.now() < end;) {
      await pause(lookEveryMs);
    }
  }
}

/** Processes with one of these names that work in this folder, whoever started them. */
export function processesIn(folder: string, names: readonly string[]): ProcessMark[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && names.includes(commandOf(name)) && folderOf(name) === folder)
    .map((name) => markOf(Number(name)));
}

/** The end of what a process printed, to explain why it failed. */
export async function lastLines(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return `see ${logFile}\n${text.trimEnd().split('\n').slice(-linesShown).join('\n')}`;
}

/** When a process began, or null when it is gone; one that has ended but was not yet fetched counts as gone. */
function startOf(pid: number): string | null {
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = told(`/proc/${pid}/stat`)
    ?.replace(/^.*\)\s/s, '')
    .split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return null;
  return `${boot}/${fields[19]}`;
}

const boot = told('/proc/sys/kernel/random/boot_id')?.trim();

function commandOf(pid: string): string {
  return told(`/proc/${pid}/comm`)?.trim() ?? '';
}

function folderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // gone meanwhile, or another user's
  }
}

function told(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // the process is gone
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * A shell that holds the other end of a pipe of ours. The kernel closes our end however we end,
 * kill -9 included, and the shell then passes on the signal.
 */
function endWhenWeAreGone(pid: number, signal: NodeJS.Signals, ended: Promise<string>): void {
  const script = 'read -r _; kill -s "$1" "$2" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', signal.slice(3), String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin.on('error', () => {});
  void ended.then(() => guard.kill('SIGKILL'));
}
