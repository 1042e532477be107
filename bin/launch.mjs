// `node bin/launch.mjs <command> [arguments]`: installs what is missing and runs the command under Node 24.
// Every npm script begins here, on whatever Node the machine has and before any package is there: plain JavaScript for
// Node 20 without a dependency.
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const nodeMajor = 24;
/** One press of Ctrl-C arrives twice, from the terminal and from npm. Two presses are farther apart. */
const samePressMs = 400;
const lookEveryMs = 250;

const [command = '', ...args] = process.argv.slice(2);
const script = scriptOf(command);
if (script === null) {
  fail(`There is no command '${command}'. Known are: ${commands().join(', ')}.`);
} else {
  await installPackages();
  runToTheEnd(node24(), script, args);
}

/** @param {string} name */
function scriptOf(name) {
  if (!commands().includes(name)) return null;
  return [`bin/${name}.ts`, `${name}/main.ts`].map((file) => join(root, file)).find(existsSync) ?? null;
}

/** What package.json runs through this file. */
function commands() {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (JSON.parse(text));
  const launched = Object.values(scripts).map((line) => /node bin\/launch\.mjs (\S+)/.exec(line)?.[1] ?? '');
  return [...new Set(launched)].filter((name) => name !== '');
}

async function installPackages() {
  if (isInstalled()) return;
  mkdirSync(join(root, '.holdfast'), { recursive: true });
  const lock = join(root, '.holdfast/installing');
  await takeLock(lock);
  try {
    // Another command may have installed them while we waited.
    if (!isInstalled()) await npmCi(lock);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Whether the last installation that came to its end (prepare.mjs) was of what package-lock.json asks for. */
function isInstalled() {
  const installed = join(root, 'node_modules/.installed-lock.json');
  return (
    existsSync(installed) && readFileSync(installed).equals(readFileSync(join(root, 'package-lock.json')))
  );
}

/**
 * Two commands must not install at once. The lock names the processes that hold it; when none of them is left, it is
 * nobody's.
 * @param {string} lock
 */
async function takeLock(lock) {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let isToldOf = false; !linked(mine, lock);) {
      if (!holders(lock).some(isAlive)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!isToldOf) console.error('  waiting for another command, which is installing packages');
      isToldOf = true;
      await pause(lookEveryMs);
    }
  } finally {
    rmSync(mine);
  }
}

/** A link is made at once with what it holds, or not at all. @param {string} from @param {string} to */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lock */
function holders(lock) {
  return existsSync(lock) ? readFileSync(lock, 'utf8').split(' ').map(Number) : [];
}

/** The number of a process that is gone may be another program's by now. @param {number} pid */
function isAlive(pid) {
  return /launch\.mjs|npm/.test(told(`/proc/${pid}/cmdline`) ?? '');
}

/** @param {string} lock */
async function npmCi(lock) {
  const options = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ];
  const cli = process.env['npm_execpath'] ?? '';
  const [program, words] =
    basename(cli) === 'npm-cli.js' ? [process.execPath, [cli, ...options]] : ['npm', options];
  const npm = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  // An npm that outlives us, after a kill -9, still holds the lock.
  writeFileSync(lock, `${process.pid} ${npm.pid}`);

  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const interrupt = () => npm.kill('SIGTERM');
  for (const signal of signals) process.on(signal, interrupt);
  const seconds = showSeconds('installing packages');
  /** @type {string | number | null} */
  const code = await new Promise((done) => {
    npm.once('error', (error) => done(error.message));
    npm.once('close', (code, signal) => done(signal ?? code));
  });
  for (const signal of signals) process.off(signal, interrupt);
  const took = seconds();
  if (code === 0) {
    console.error(`  installed packages in ${took} s`);
    return;
  }
  rmSync(lock, { force: true });
  fail(`${said.trim()}\nThe packages could not be installed: npm ci ended with ${code}.`);
}

/** Shows how long it takes, on a terminal. Gives back what ends that and tells the seconds. @param {string} what */
function showSeconds(what) {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const isTerminal = process.stderr.isTTY;
  process.stderr.write(isTerminal ? `  ${what} …` : `  ${what} …\n`);
  const show = () => isTerminal && process.stderr.write(`\r  ${what} … ${seconds()} s`);
  const timer = setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\r\u001B[K');
    return seconds();
  };
}

/** This Node if it is new enough, else the one among the packages. */
function node24() {
  if (Number.parseInt(process.versions.node, 10) >= nodeMajor) return process.execPath;
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  return fail(
    `Node ${nodeMajor} is needed: this one is ${process.versions.node}, and npm has none for ` +
      `${process.platform}-${process.arch}. Install it, then try again.`,
  );
}

/**
 * The command runs in a group of its own: a Ctrl-C reaches us alone, and we pass it on once. That we are gone, be it by
 * kill -9, it learns from its channel to us (with-parent.mjs).
 * @param {string} node @param {string} script @param {string[]} args
 */
function runToTheEnd(node, script, args) {
  const preload = pathToFileURL(join(root, 'bin/with-parent.mjs')).href;
  const child = spawn(node, ['--import', preload, script, ...args], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Compiled once and kept: each process starts in two thirds of the time.
    env: { NODE_COMPILE_CACHE: join(root, '.holdfast/compiled'), ...process.env },
  });
  let passedOnAt = -samePressMs;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (performance.now() - passedOnAt < samePressMs) return;
    passedOnAt = performance.now();
    child.kill(signal);
  };
  process.on('SIGINT', () => passOn('SIGINT'));
  process.on('SIGTERM', () => passOn('SIGTERM'));
  // A terminal that was closed: to a command that is a stop like any other.
  process.on('SIGHUP', () => passOn('SIGTERM'));
  whenNpmIsGone(() => passOn('SIGTERM'));

  child.once('error', (error) => fail(`${node} could not be run: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** An npm killed with -9 can tell nobody. We see it by having another parent than before. @param {() => void} then */
function whenNpmIsGone(then) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const before = parents();
  const timer = setInterval(() => {
    if (parents() === before) return;
    clearInterval(timer);
    then();
  }, lookEveryMs);
}

/** Our parent, and its parent too when that is the shell through which npm runs a script. */
function parents() {
  const parent = process.ppid;
  const [, name = '', grandparent = ''] = /\((.*)\) \S (\d+)/s.exec(told(`/proc/${parent}/stat`) ?? '') ?? [];
  return /^(ba|da|a|z)?sh$/.test(name) ? `${parent} ${grandparent}` : String(parent);
}

/** @param {string} file */
function told(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // the process is gone, or this is no Linux
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
