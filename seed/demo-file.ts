import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { DemoKeys } from './demo.ts';

/** What scripts read to try the demo: our keys, beside what others wrote there, such as the address. */
export async function readDemoFile(path: string): Promise<Partial<DemoKeys>> {
  const found = await fieldsOf(path);
  const keys: Partial<DemoKeys> = {};
  for (const name of ['sourceKey', 'apiKey', 'cohort'] as const) {
    const value = found[name];
    if (typeof value === 'string') keys[name] = value;
  }
  return keys;
}

/** Puts the keys into the file, whole or not at all, readable by its owner alone. */
export async function writeDemoFile(path: string, keys: DemoKeys): Promise<void> {
  const text = `${JSON.stringify({ ...(await fieldsOf(path)), ...keys }, null, 2)}\n`;
  const beside = `${path}.${process.pid}`;
  try {
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/** Nothing when the file is absent, or not what it should be: it is made anew then. */
async function fieldsOf(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found } : {};
  } catch {
    return {};
  }
}
