import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untidyLines } from './tidy.ts';

// The rules of ARCHITECTURE.md and STYLE.md that tools check: each is broken once, in a folder laid out like ours.

const imports = 'no-restricted-imports';
const planted: [what: string, file: string, source: string, rule: string][] = [
  ['the rules import a package', 'engagement/a.ts', `export { z } from 'zod';`, imports],
  ['the rules import Node', 'engagement/b.ts', `export { join } from 'node:path';`, imports],
  ['the rules import another folder', 'engagement/c.ts', `export { x } from '#db/x.ts';`, imports],
  ['the rules read a clock', 'engagement/d.ts', `export const now = Date.now();`, 'no-restricted-properties'],
  ['the rules draw lots', 'engagement/e.ts', `export const n = Math.random();`, 'no-restricted-properties'],
  ['the rules wait', 'engagement/f.ts', `export const s = setTimeout;`, 'no-restricted-globals'],
  ['db imports the server', 'db/redis/a.ts', `export { x } from '#server/x.ts';`, imports],
  ['db climbs to another folder', 'db/redis/b.ts', `export { x } from '../../engagement/x.ts';`, imports],
  ['the server imports workers', 'server/a.ts', `export { x } from '#workers/x.ts';`, imports],
  ['the server speaks SQL', 'server/b.ts', `export { sql } from 'drizzle-orm';`, imports],
  ['workers import the server', 'workers/a.ts', `export { x } from '../server/x.ts';`, imports],
  ['workers speak Redis', 'workers/b.ts', `export { Redis } from 'ioredis';`, imports],
  ['seed imports workers', 'seed/a.ts', `export { x } from '#workers/x.ts';`, imports],
  ['the page imports db', 'web/a.ts', `export { x } from '#db/x.ts';`, imports],
  ['the page imports Node', 'web/b.ts', `export { join } from 'node:path';`, imports],
  ['a component imports db', 'web/C.svelte', `<script lang="ts">import '#db/x.ts';</script>`, imports],
  ['the product imports test support', 'server/c.ts', `export { x } from '#test/x.ts';`, imports],
  ['two files import each other', 'server/d.ts', `export { e } from './e.ts';`, 'no-cycle'],
  ['and the other way', 'server/e.ts', `export { d as e } from './d.ts';`, 'no-cycle'],
  ['the environment is read in passing', 'server/f.ts', `export const e = process.env;`, 'no-process-env'],
  ['something is printed in passing', 'server/g.ts', `console.log(1);`, 'no-console'],
  ['any', 'server/h.ts', `export const a: any = 1;`, 'no-explicit-any'],
  ['!', 'server/i.ts', `export const a = (b?: string): number => b!.length;`, 'no-non-null-assertion'],
  ['a promise nobody awaits', 'server/j.ts', `Promise.resolve(1);`, 'no-floating-promises'],
  [
    'one test hides the others',
    'server/k.test.ts',
    `import { test } from 'vitest'; test.only('x', () => {});`,
    'no-focused-tests',
  ],
  [
    'a test is put off',
    'server/l.test.ts',
    `import { test } from 'vitest'; test.skip('x', () => {});`,
    'no-disabled-tests',
  ],
  [
    'a mock',
    'server/m.test.ts',
    `import { vi } from 'vitest'; vi.mock('./a.ts');`,
    'no-restricted-vi-methods',
  ],
  [
    'a test sleeps',
    'server/n.test.ts',
    `export const s = () => new Promise((r) => setTimeout(r, 9));`,
    'no-restricted-globals',
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'holdfast-tidy-'));
const root = join(import.meta.dirname, '..');
let found: string[] = [];

beforeAll(() => {
  for (const file of ['.oxlintrc.json', 'package.json', 'tsconfig.json'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [, file, source] of planted) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${source}\n`);
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const folders = new Set(planted.map(([, file]) => file.split('/', 1).join()));
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=unix', ...folders], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  });
  found = stdout.split('\n');
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the linter objects when', () => {
  test.each(planted)('%s', (_, file, _source, rule) => {
    expect(found.filter((line) => line.startsWith(`${file}:`)).join('\n')).toContain(`(${rule})`);
  });
});

test('what the linter cannot see is found as well', () => {
  const markup = '{#each [1] as x}{x}{/each}\n{#each [1] as x (x)}{x}{/each}\n{@html "<b>"}\n';
  mkdirSync(join(folder, 'web/routes'), { recursive: true });
  writeFileSync(join(folder, 'web/routes/Loose.svelte'), markup);
  writeFileSync(join(folder, 'engagement/clock.ts'), 'export const now = new Date();\n');
  mkdirSync(join(folder, 'docs'));
  writeFileSync(
    join(folder, 'docs/dependencies.md'),
    readFileSync(join(root, 'docs/dependencies.md'), 'utf8').replace('knip', ''),
  );
  writeFileSync(join(folder, 'README.md'), 'First `server/h.ts`,\nthen `server/lost.ts`.\n');
  expect(untidyLines(folder)).toEqual([
    'web/routes/Loose.svelte:1 {#each} without a key redraws the wrong row',
    'web/routes/Loose.svelte:3 {@html} would run what a person typed',
    'engagement/clock.ts:1 take `now` as an argument',
    'README.md:2 server/lost.ts is not there',
    'docs/dependencies.md:1 does not say why knip is here',
  ]);
});
