import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const page = join(root, '.holdfast/page');
/** What the page in `page` was built from. Contents, not times: a checkout makes every file new. */
const builtFrom = join(root, '.holdfast/page.built-from');
const sources = ['web/**/*', 'engagement/**/*.ts', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'];

/** Makes the page in .holdfast/page what the sources say it is; false when it was so already. */
export async function buildPageIfStale(signal?: AbortSignal): Promise<boolean> {
  const wanted = await fingerprint();
  if (wanted === (await readFile(builtFrom, 'utf8').catch(() => null))) return false;
  // A build that dies half-way must not pass for the one before it.
  await rm(builtFrom, { force: true });
  await build(signal);
  await mkdir(join(page, '..'), { recursive: true });
  await writeFile(builtFrom, wanted);
  return true;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) {
    // By its place in the repository: a repository that was moved has the same page.
    hash.update(`${relative(root, file)}\n`).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function build(signal: AbortSignal | undefined): Promise<void> {
  const vite = spawn(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      // Tests build it too, and theirs is served afterwards: it must not be a development build.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    },
  );
  let said = '';
  for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((done, fail) => vite.once('error', fail).once('close', done));
  if (code !== 0) throw new Error(`the page could not be built:\n${said}`);
}

if (import.meta.main) {
  console.log((await buildPageIfStale()) ? 'built .holdfast/page' : '.holdfast/page is up to date');
}
