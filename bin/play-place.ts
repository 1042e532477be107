import { mkdir } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { type Place, isOfSource, newPlace, readPlace, writePlace } from '#seed/place.ts';
import { BadOption } from './options.ts';

interface Target {
  url: string;
  sourceKey: string;
}

/** Longer than a play goes without saying where it is. */
const silentMostMs = 15_000;
/** A server knows an event again for a day at least: what may have reached it must be told again before. */
const repeatsKnownMs = 86_400_000;

/** Where a play begins. Refused while another one writes to the same file. */
export async function freshPlace(
  file: string | null,
  { url, sourceKey }: Target,
  settings: Place['settings'],
): Promise<Place> {
  if (file !== null) {
    await mkdir(dirname(file), { recursive: true });
    // Whatever else stands there is written over.
    const other = await readPlace(file).catch(() => null);
    if (other !== null) refuseIfPlaying(file, other);
  }
  return newPlace({ run: randomBytes(5).toString('hex'), settings, url, sourceKey });
}

/** Where an earlier play was, or a plain word why it cannot go on. */
export async function placeToResume(
  file: string | null,
  { sourceKey }: Target,
  wanted: { [Name in keyof Place['settings']]: Place['settings'][Name] | null },
): Promise<Place> {
  const place = file === null ? null : await readOrRefuse(file);
  if (file === null || place === null)
    throw new BadOption(`there is no play to resume: ${file} is not there`);
  refuseIfPlaying(file, place);
  if (place.status === 'ended')
    throw new BadOption(`the play in ${file} has ended: begin another one without --resume`);
  if (!isOfSource(place, sourceKey))
    throw new BadOption(
      `the play in ${file} was of another source, at ${place.url}: it goes on with the source key it began with`,
    );
  for (const [option, name] of options) {
    const [given, played] = [wanted[name], place.settings[name]];
    if (given !== null && given !== played)
      throw new BadOption(
        `--${option} contradicts the play in ${file}, which ${played === null ? `began without it` : `has ${spelled(name, played)}`}: leave it out`,
      );
  }
  const silentMs = Date.now() - place.savedAt;
  if (place.settledUntil < place.until && silentMs > repeatsKnownMs)
    throw new BadOption(
      `the play in ${file} was cut off more than a day ago: the server no longer knows what it was told, and would count it again`,
    );
  return { ...place, process: process.pid };
}

/** Writes the place down now and again; that it cannot is said once. */
export function saverTo(
  file: string | null,
  complain: (what: string) => void,
): (place: Place) => Promise<void> {
  let hasComplained = false;
  return async (place) => {
    if (file === null) return;
    await writePlace(file, place).catch((error: unknown) => {
      if (!hasComplained)
        complain(`cannot write ${file}, so that this play cannot be resumed: ${String(error)}`);
      hasComplained = true;
    });
  };
}

const options = [
  ['learners', 'learners'],
  ['rate', 'rate'],
  ['speed', 'speed'],
  ['for', 'forMs'],
  ['seed', 'seed'],
  ['zone', 'zone'],
] as const;

function spelled(name: keyof Place['settings'], value: number | string): string {
  return name === 'forMs' ? `${Number(value) / 1000}s` : String(value);
}

async function readOrRefuse(file: string): Promise<Place | null> {
  return readPlace(file).catch(() => {
    throw new BadOption(`${file} is broken, or not what a play leaves: begin another one without --resume`);
  });
}

function refuseIfPlaying(file: string, { status, process: id, savedAt }: Place): void {
  if (status !== 'playing' || Date.now() - savedAt > silentMostMs || !isAlive(id)) return;
  throw new BadOption(
    `another play (process ${id}) says in ${file} where it is: stop it, or give this one another file with --state`,
  );
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // It lives, but it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
