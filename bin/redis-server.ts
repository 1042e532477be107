import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startOnFreePort } from './free-port.ts';
import { type Ending, endProcess, processesIn, startChild } from './processes.ts';
import { mendLog } from './redis-log.ts';
import { type RedisProgram, findRedis } from './redis-program.ts';
import { Service } from './service.ts';

const ending: Ending = [{ signal: 'SIGTERM', waitMs: 10_000 }];
/** It reads its whole log before it answers. */
const readyWithinMs = 60_000;

export interface RedisServer {
  url: string;
  service: Service;
}

/** Starts the Redis that keeps its data in this folder. */
export async function startRedis(
  folder: string,
  logs: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<RedisServer> {
  const program = await findRedis(say, signal);
  const password = newPassword();
  const node = { name: 'Redis', data: join(folder, 'redis'), password, logFile: join(logs, 'redis.log') };
  const { port, service } = await startNode(program, node);
  return { url: `redis://:${password}@127.0.0.1:${port}/0`, service };
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

interface Node {
  name: string;
  /** The folder of this one alone. */
  data: string;
  password: string;
  logFile: string;
  /** Lines for its configuration beside those every Redis of ours has, made anew for each port tried. */
  more?: () => Promise<string>;
}

/** Starts one Redis on a free port. */
export async function startNode(
  program: RedisProgram,
  { name, data, password, logFile, more = async () => '' }: Node,
): Promise<{ port: number; service: Service }> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  let taken = 0;
  const service = await startOnFreePort(async (port) => {
    const lines = configuration(port, password) + (await more());
    await writeFile(join(data, 'redis.conf'), lines, { mode: 0o600 });
    taken = port;
    return serviceAt(program, name, data, port, password, logFile);
  });
  return { port: taken, service };
}

/** In a file, since everybody on this machine can read a command line. */
function configuration(port: number, password: string): string {
  return `bind 127.0.0.1
port ${port}
requirepass ${password}
dir .
daemonize no
# An event is acknowledged once it is on disk.
appendonly yes
appendfsync always
save ""
# What a kill tore off at the end was never acknowledged.
aof-load-truncated yes
# An evicted key would be a count that is wrong without a word.
maxmemory-policy noeviction
`;
}

function serviceAt(
  program: RedisProgram,
  name: string,
  data: string,
  port: number,
  password: string,
  logFile: string,
): Service {
  return new Service({
    name,
    async spawn() {
      // Two on the same log would tear it: what a run that was killed left goes first.
      const left = processesIn(data, ['redis-server', 'valkey-server']);
      await Promise.all(left.map((process) => endProcess(process, ending)));
      await mendLog(program, data);
      const env = { ...process.env, ...program.env };
      const place = { cwd: data, env, logFile };
      return startChild({ command: program.command, args: ['redis.conf'], ...place, orphaned: 'SIGTERM' });
    },
    isReady: () => answers(port, password),
    readyWithinMs,
    ending,
    logFile,
  });
}

/** Whether it has read its log: until then it answers every PING with -LOADING. */
function answers(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(`AUTH ${password}\r\nPING\r\n`));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => (said += String(chunk)));
    socket.on('error', () => {});
    socket.on('close', () => resolve(said === '+OK\r\n+PONG\r\n'));
  });
}
