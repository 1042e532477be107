import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cohortOf } from '#seed/cohort.ts';
import { usualHolidays } from '#seed/calendar.ts';
import { openConducted } from '#seed/live.ts';
import { openNatural } from '#seed/natural.ts';
import { northfieldLearners } from '#seed/northfield.ts';
import type { Place } from '#seed/place.ts';
import { type PlaySettings, type Progress, longestMs, play } from '#seed/play.ts';
import { SendRefused } from '#seed/send.ts';
import { BadOption, durationOption, numberOption, readOptions, zoneOption } from './options.ts';
import { freshPlace, placeToResume, saverTo } from './play-place.ts';
import { progressLine, reportLines } from './play-report.ts';

// `npm run play`: a simulated cohort that learns, through the public API. Without --url it plays the demo that `npm start` left.

const valued = [
  'demo',
  'url',
  'key',
  'api-key',
  'learners',
  'rate',
  'speed',
  'for',
  'seed',
  'zone',
  'state',
] as const;
type Options = Partial<Record<(typeof valued)[number] | 'resume', string>>;

const folder = join(import.meta.dirname, '../.holdfast');
const usualEventsPerSecond = 1.5;
const usualSeed = '42';
const usualZone = 'Europe/London';
/** In a log, where a line stays. */
const logEveryMs = 30_000;
const clearLine = '\r\u001b[K';
const interruptedCode = 130;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
// Started by a parent that is gone: nobody is left to stop us later.
process.once('disconnect', () => stopping.abort());

// Whoever read what we print may be gone; that is no reason to fall.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const settings = await settingsOf(process.argv.slice(2));
  const report = await play(settings);
  if (process.stderr.isTTY) process.stderr.write(clearLine);
  console.log(reportLines(report, settings.place).join('\n'));
} catch (error) {
  if (!(error instanceof BadOption) && !(error instanceof SendRefused)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}
// The channel to a parent would keep us alive although we are done.
if (process.connected) process.disconnect();

/** A second signal is from somebody who does not want to wait: what was saved last is good to resume from. */
function stop(): void {
  if (stopping.signal.aborted) process.exit(interruptedCode);
  stopping.abort();
}

async function settingsOf(args: string[]): Promise<PlaySettings> {
  const spelled = args.map((word) => (word === '--resume' ? '--resume=yes' : word));
  const options: Options = readOptions([...valued, 'resume'], spelled);
  const wanted = wantedOf(options);
  const file = fileOf(options);
  const target = targetOf(options);
  const place =
    options.resume === undefined
      ? await freshPlace(file, target, {
          ...wanted,
          speed: wanted.speed ?? 1,
          seed: wanted.seed ?? usualSeed,
          zone: wanted.zone ?? usualZone,
        })
      : await placeToResume(file, target, wanted);
  const { learners: count, seed, speed, forMs } = place.settings;
  const learners = count === null ? northfieldLearners : cohortOf(count, seed);
  const complain = (what: string) => console.error(`${process.stderr.isTTY ? clearLine : ''}${what}`);
  return {
    ...target,
    ...cohortFor(place.settings, learners),
    learners,
    speed,
    forMs: forMs ?? undefined,
    place,
    save: saverTo(file, complain),
    stop: stopping.signal,
    onTrouble: complain,
    onProgress: progressShower(),
  };
}

/**
 * Who sees to what happens: a conductor, who keeps the rate that was asked for, or makes the demo worth
 * watching; or nobody, and a cohort of any size lives in its own rhythm.
 */
function cohortFor(
  { learners: count, rate, speed, seed, zone }: Place['settings'],
  learners: PlaySettings['learners'],
): Pick<PlaySettings, 'openCohort' | 'away'> {
  if (rate === null && count !== null) {
    return {
      openCohort: ({ from, run }) =>
        openNatural({
          learners,
          seed: `${seed}/${run}`,
          from,
          timeZone: zone,
          holidays: usualHolidays(from, zone),
          idPrefix: run,
        }),
      away: 'caught_up',
    };
  }
  const eventsPerSecond = (rate ?? usualEventsPerSecond) / speed;
  return {
    openCohort: ({ from, run }) =>
      openConducted({
        learners,
        seed: `${seed}/${run}`,
        from,
        eventsPerSecond,
        idPrefix: run,
        isOpening: true,
      }),
    away: 'skipped',
  };
}

/** What was asked for; null where nothing was said. */
function wantedOf(options: Options) {
  const speed = options.speed === undefined ? null : numberOption('speed', options.speed, 1, 1000);
  const forMs = options.for === undefined ? null : durationOption('for', options.for);
  if (forMs !== null && forMs > longestMs(speed ?? 1)) {
    const minutes = Math.floor(longestMs(speed ?? 1) / 60_000);
    throw new BadOption(
      `--for ${options.for} is too long at --speed ${speed}: events may lie 7 days back, which is ${minutes}m`,
    );
  }
  return {
    learners: options.learners === undefined ? null : numberOption('learners', options.learners, 1, 200_000),
    rate: options.rate === undefined ? null : numberOption('rate', options.rate, 0.01, 20_000),
    speed,
    forMs,
    seed: options.seed ?? null,
    zone: options.zone === undefined ? null : zoneOption(options.zone),
  };
}

/** Where it says where it is; null to keep that to itself. */
function fileOf({ state, resume }: Options): string | null {
  if (state === 'none' && resume !== undefined)
    throw new BadOption('--state none has nothing to --resume from');
  return state === 'none' ? null : (state ?? join(folder, 'play.json'));
}

/** Where to, from --url and --key or from the file that `npm start` writes for scripts. */
function targetOf(options: Options): { url: string; sourceKey: string; apiKey: string | undefined } {
  if (options.url !== undefined) {
    if (!URL.canParse(options.url))
      throw new BadOption(
        `--url ${options.url} is not valid: expected an address such as http://127.0.0.1:4100`,
      );
    if (options.key === undefined) throw new BadOption('--url needs --key, a source key of that server');
    return { url: options.url, sourceKey: options.key, apiKey: options['api-key'] };
  }
  const { url, sourceKey, apiKey } = readDemo(options.demo ?? join(folder, 'demo.json'));
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

/** One line that is written over, for a person who watches; in a log a line now and then. */
function progressShower(): (progress: Progress) => void {
  let loggedAt = 0;
  return (progress) => {
    if (process.stderr.isTTY) process.stderr.write(clearLine + progressLine(progress));
    else if (progress.elapsedMs - loggedAt >= logEveryMs) {
      loggedAt = progress.elapsedMs;
      process.stderr.write(`${progressLine(progress)}\n`);
    }
  };
}
