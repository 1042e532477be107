import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { RedisProgram } from './redis-program.ts';

const manifest = 'appendonlydir/appendonly.aof.manifest';

/**
 * Cuts off what a loss of power tore at the end of the log, back to the last whole transaction. Redis cuts as well when
 * it reads the log, but leaves the beginning of a torn transaction there (valkey-io/valkey#4342): the start after that
 * would carry it out, together with the same events as their source sent them again.
 */
export async function mendLog({ command, env }: RedisProgram, data: string): Promise<void> {
  const checker = command.replace(/server$/, 'check-aof');
  // A Redis that came without its checker has to do with its own cut.
  if (!(await isThere(join(data, manifest))) || !(await isThere(checker))) return;
  const child = spawn(checker, ['--fix', manifest], { cwd: data, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  // It asks before it cuts; when there is nothing to cut it does not read the answer.
  child.stdin.on('error', () => {});
  child.stdin.end('y\n');
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${checker} ended with ${String(code)}:\n${said}`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
