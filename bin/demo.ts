import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runNode } from './node-program.ts';

// What a script needs to try the demo stands in .holdfast/demo.json. The seed writes the keys, `npm start` the address.

const keysSchema = z.object({ sourceKey: z.string(), apiKey: z.string(), cohort: z.string() });

export type DemoKeys = z.infer<typeof keysSchema>;

/** Fills the demo when it is empty, and sees to it that the keys in the file work. */
export async function fillDemo(folder: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const args = ['--set', 'demo', '--if-empty', '--out', demoFile(folder)];
  const logFile = join(folder, 'logs/seed.log');
  await runNode({ name: 'seed', script: 'bin/seed.ts', args, env, logFile }, signal);
}

/** Null when the demo was not filled yet, or not by us. */
export async function demoKeys(folder: string): Promise<DemoKeys | null> {
  const text = await readFile(demoFile(folder), 'utf8').catch(() => 'null');
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the demo is there and lets these keys in: much sooner known than by a seed that finds nothing to do. */
export async function keysWork(url: string, { sourceKey, apiKey, cohort }: DemoKeys): Promise<boolean> {
  const send = {
    method: 'POST',
    body: '[]',
    headers: { ...as(sourceKey), 'content-type': 'application/json' },
  };
  const [sent, read] = await Promise.all([
    fetch(`${url}/v1/events`, send),
    fetch(`${url}/v1/cohorts/${cohort}`, { headers: as(apiKey) }),
  ]);
  return sent.ok && read.ok;
}

/** Puts the address into the file, which is then whole. */
export async function writeDemo(folder: string, url: string): Promise<void> {
  const file = demoFile(folder);
  const keys = await demoKeys(folder);
  if (keys === null) throw new Error(`${file} has no keys in it: remove it and start again`);
  await writeFile(`${file}.new`, `${JSON.stringify({ url, ...keys }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export function demoFile(folder: string): string {
  return join(folder, 'demo.json');
}

function as(key: string): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}
