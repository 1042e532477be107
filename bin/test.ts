import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { buildPageIfStale } from './build.ts';
import { untidyLines } from './tidy.ts';

// `npm test` and `npm run verify`: all that must hold before a change is shared.
// Names of steps as arguments run only these, and paths only tests whose file name holds one of them:
// `npm test -- lint unit`, `npm test -- server/ingest`.

interface Step {
  name: string;
  run: () => Promise<Outcome>;
}

interface Outcome {
  passed: number;
  failed: number;
  /** Shown in full when something failed. */
  said: string;
}

const root = join(import.meta.dirname, '..');
/** Two at once keep two cores busy; a third would only make each slower. */
const stepsAtOnce = 2;
/** Several times what the slowest step takes on two cores: only a step that hangs gets there. */
const stepTimeoutMs = 900_000;
/** As our processes are started: half of what Vitest's own start waits for. */
const quickImports = pathToFileURL(join(root, 'bin/quick-imports.mjs')).href;
const words = process.argv.slice(2);
/** Paths are told from names of steps by their slash. */
const paths = words.filter((word) => word.includes('/'));
const reports = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
/** Asks whatever runs to end, so that tests close the stores they started. */
const stopping = new AbortController();

/** A phase begins when the one before has ended: types need SvelteKit's, and tests that measure time get no compiler beside them. */
const phases: Step[][] = [
  [tool('page-types', '@sveltejs/kit/svelte-kit.js', 'sync')],
  [
    tool('types', 'typescript/bin/tsc', '--project', '.'),
    tool('page-check', 'svelte-check/bin/svelte-check', '--fail-on-warnings', '--output', 'human'),
    tool('format', 'oxfmt/bin/oxfmt', '--check'),
    tool('lint', 'oxlint/bin/oxlint'),
    { name: 'tidy', run: tidy },
    tool('dead-code', 'knip/bin/knip.js'),
    tests('unit'),
    { name: 'page', run: page },
  ],
  // Integration tests mostly wait, each for its stores; the two others run their files one after another. So both cores
  // are busy, and never with more than three test files.
  [tests('integration'), tests('browser'), tests('cluster')],
];
/** Said by another as well: `page-check` reads every .ts as it reads components. For who wants the answer sooner. */
const askedOnly = ['types'];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
process.exitCode = await runAll(words.filter((word) => !paths.includes(word)));
await rm(reports, { recursive: true, force: true });

async function runAll(asked: string[]): Promise<number> {
  const names = phases.flat().map((step) => step.name);
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`no step is called '${unknown}'; there are ${names.join(', ')}`);
    return 1;
  }
  const everything =
    paths.length === 0
      ? names.filter((name) => !askedOnly.includes(name))
      : ['unit', 'integration', 'cluster', 'browser'];
  const wanted = asked.length === 0 ? everything : asked;
  const total = { passed: 0, failed: 0 };
  for (const phase of phases) {
    const pending = phase.filter((step) => wanted.includes(step.name));
    const lane = async (): Promise<void> => {
      for (
        let step = pending.shift();
        step !== undefined && !stopping.signal.aborted;
        step = pending.shift()
      ) {
        const { passed, failed } = await runStep(step);
        total.passed += passed;
        total.failed += failed;
      }
    };
    await Promise.all(Array.from({ length: stepsAtOnce }, lane));
  }
  if (stopping.signal.aborted) {
    console.error('stopped before the end');
    total.failed += 1;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  // A mistyped path must not look like a success.
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

async function runStep({ name, run }: Step): Promise<Outcome> {
  const start = performance.now();
  const outcome = await run().catch((error: unknown) => failure(String(error)));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (outcome.failed > 0) console.log(outcome.said.trimEnd());
  const count =
    outcome.passed + outcome.failed > 1 ? `  ${outcome.passed} of ${outcome.passed + outcome.failed}` : '';
  console.log(
    `${outcome.failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.padStart(6)} s${count}`,
  );
  return outcome;
}

/** A tool of node_modules, run by this same Node; it passes when it exits with 0. */
function tool(name: string, script: string, ...args: string[]): Step {
  return {
    name,
    run: async () => {
      const { code, said } = await output(script, args);
      return code === 0 ? { passed: 1, failed: 0, said } : failure(said);
    },
  };
}

/** A project of vitest.config.ts; each of its tests counts. */
function tests(project: string): Step {
  return {
    name: project,
    run: async () => {
      const report = join(reports, `${project}.json`);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const only = paths.length === 0 ? [] : ['--passWithNoTests', ...paths];
      const { code, said } = await output('vitest/vitest.mjs', [
        'run',
        '--project',
        project,
        ...reporters,
        ...only,
      ]);
      const counted = await readFile(report, 'utf8').then(testCount, () => ({ passed: 0, failed: 0 }));
      // A file that does not load, or a set-up that fails, is a failure without a failed test.
      if (code !== 0 && counted.failed === 0) counted.failed = 1;
      return { ...counted, said };
    },
  };
}

function testCount(report: string): { passed: number; failed: number } {
  const { numPassedTests, numTotalTests } = JSON.parse(report) as {
    numPassedTests: number;
    numTotalTests: number;
  };
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests };
}

async function tidy(): Promise<Outcome> {
  const lines = untidyLines();
  return lines.length === 0 ? { passed: 1, failed: 0, said: '' } : failure(lines.join('\n'));
}

async function page(): Promise<Outcome> {
  await buildPageIfStale();
  return { passed: 1, failed: 0, said: '' };
}

function failure(said: string): Outcome {
  return { passed: 0, failed: 1, said };
}

function output(script: string, args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      ['--import', quickImports, join(root, 'node_modules', script), ...args],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: stepTimeoutMs,
        signal: stopping.signal,
        env: { ...process.env, CI: 'true', NO_COLOR: '1', TZ: 'UTC' },
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    child.once('error', fail);
    child.once('close', (code) => done({ code, said: stripVTControlCharacters(said) }));
  });
}
