// Runs after every `npm install` and `npm ci`, on whatever Node the machine has: plain JavaScript for Node 20.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { mendPostgres } from './mend-postgres.mjs';

const root = join(import.meta.dirname, '..');

mendPostgres(root);
useHooks();
writePageTypes();
markInstalled();

/** Points git at .githooks/, so that a clone checks its commits without being told. */
function useHooks() {
  if (!existsSync(join(root, '.git'))) return;
  try {
    execFileSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: root, stdio: 'ignore' });
  } catch {
    console.warn('holdfast: git could not be told about .githooks/; commits go unchecked here');
  }
}

/** `npm install` wipes the $app folder that tsconfig.json extends; SvelteKit writes it anew. */
function writePageTypes() {
  // An image installs packages before it has the sources; its build step writes the types then.
  if (!existsSync(join(root, 'vite.config.ts'))) return;
  try {
    execFileSync(node(), [join(root, 'node_modules/@sveltejs/kit/svelte-kit.js'), 'sync'], {
      cwd: root,
      stdio: 'inherit',
    });
  } catch {
    console.warn('holdfast: the types of the page could not be written; `npm test` tries again and says why');
  }
}

/** SvelteKit needs a newer Node than the machine may have; the one among our packages will do. */
function node() {
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(packaged) ? packaged : process.execPath;
}

/** For bin/launch.mjs, to see whether to install anew. Written last: an installation that was cut short leaves none. */
function markInstalled() {
  const lock = join(root, 'package-lock.json');
  if (existsSync(lock)) copyFileSync(lock, join(root, 'node_modules/.installed-lock.json'));
}
