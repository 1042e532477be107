import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cohortOf } from '#seed/cohort.ts';
import { northfieldLearners } from '#seed/northfield.ts';
import { type PlayReport, type PlaySettings, type Progress, longestMs, play } from '#seed/play.ts';
import { SendRefused } from '#seed/send.ts';
import { BadOption, durationOption, numberOption, readOptions } from './options.ts';

// `npm run play`: a simulated cohort that learns, through the public API. Without --url it plays the demo that `npm start` left.

const names = ['demo', 'url', 'key', 'api-key', 'learners', 'rate', 'speed', 'for', 'seed'] as const;
const demoFile = join(import.meta.dirname, '../.holdfast/demo.json');
const usualEventsPerSecond = 1.5;
const clearLine = '\r\u001b[K';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
// Started by a parent that is gone: nobody is left to stop us later.
process.once('disconnect', () => stopping.abort());

// Whoever read what we print may be gone; that is no reason to fall.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const settings = settingsOf(process.argv.slice(2));
  const report = await play(settings);
  if (process.stderr.isTTY) process.stderr.write(clearLine);
  console.log(linesOf(report).join('\n'));
} catch (error) {
  if (!(error instanceof BadOption) && !(error instanceof SendRefused)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}
// The channel to a parent would keep us alive although we are done.
if (process.connected) process.disconnect();

function settingsOf(args: string[]): PlaySettings {
  const options = readOptions(names, args);
  const speed = options.speed === undefined ? 1 : numberOption('speed', options.speed, 1, 1000);
  const forMs = options.for === undefined ? undefined : durationOption('for', options.for);
  if (forMs !== undefined && forMs > longestMs(speed)) {
    const minutes = Math.floor(longestMs(speed) / 60_000);
    throw new BadOption(
      `--for ${options.for} is too long at --speed ${speed}: events may lie 7 days back, which is ${minutes}m`,
    );
  }
  const seed = options.seed ?? '42';
  return {
    learners:
      options.learners === undefined
        ? northfieldLearners
        : cohortOf(numberOption('learners', options.learners, 1, 200_000), seed),
    seed,
    eventsPerSecond:
      options.rate === undefined ? usualEventsPerSecond : numberOption('rate', options.rate, 0.01, 20_000),
    speed,
    forMs,
    run: randomBytes(5).toString('hex'),
    stop: stopping.signal,
    onTrouble: (what) => console.error(`${process.stderr.isTTY ? clearLine : ''}${what}`),
    onProgress: showProgress,
    ...targetOf(options),
  };
}

/** Where to, from --url and --key or from the file that `npm start` writes for scripts. */
function targetOf(options: ReturnType<typeof readOptions<(typeof names)[number]>>) {
  if (options.url !== undefined) {
    if (!URL.canParse(options.url))
      throw new BadOption(
        `--url ${options.url} is not valid: expected an address such as http://127.0.0.1:4100`,
      );
    if (options.key === undefined) throw new BadOption('--url needs --key, a source key of that server');
    return { url: options.url, sourceKey: options.key, apiKey: options['api-key'] };
  }
  const file = options.demo ?? demoFile;
  const { url, sourceKey, apiKey } = readDemo(file);
  return { url, sourceKey: options.key ?? sourceKey, apiKey: options['api-key'] ?? apiKey };
}

function readDemo(file: string): { url: string; sourceKey: string; apiKey: string } {
  try {
    const { url, sourceKey, apiKey } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof url === 'string' && typeof sourceKey === 'string' && typeof apiKey === 'string') {
      return { url, sourceKey, apiKey };
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadOption(`no demo to play (${reason}): run npm start first, or give --url and --key`);
  }
  throw new BadOption(`${file} is not what npm start writes: expected url, sourceKey and apiKey`);
}

/** One line that is written over, for a person who watches; a log gets none of it. */
function showProgress({ tally, present, elapsedMs }: Progress): void {
  if (!process.stderr.isTTY) return;
  const seconds = Math.floor(elapsedMs / 1000);
  const parts = [
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
    `${present} present`,
    `${tally.accepted} accepted`,
    `${(tally.accepted / Math.max(1, seconds)).toFixed(1)}/s`,
    ...(tally.waiting > 0 ? [`${tally.waiting} waiting`] : []),
    ...(tally.refused > 0 ? [`${tally.refused} refused`] : []),
    ...(tally.dropped > 0 ? [`${tally.dropped} dropped`] : []),
  ];
  process.stderr.write(clearLine + parts.join('  '));
}

function linesOf({
  sent,
  accepted,
  duplicates,
  refused,
  refusals,
  dropped,
  unsent,
  p50Ms,
  p95Ms,
}: PlayReport): string[] {
  const why = Object.entries(refusals).map(([code, count]) => `${count} ${code}`);
  const lines = [
    `sent ${sent}  accepted ${accepted}  duplicates ${duplicates}  refused ${refused}${why.length > 0 ? ` (${why.join(', ')})` : ''}`,
  ];
  if (p50Ms !== null && p95Ms !== null)
    lines.push(`latency p50 ${p50Ms.toFixed(1)} ms  p95 ${p95Ms.toFixed(1)} ms`);
  if (dropped > 0) lines.push(`dropped ${dropped}: the server was away for too long`);
  if (unsent > 0) lines.push(`unsent ${unsent}: the server did not answer in time`);
  return lines;
}
