import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const outputMaxBytes = 64 * 1024 * 1024;

/** Far from each other, and with letters, digits and calendars of their own. */
const places = [
  { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LC_ALL: 'ar_EG.UTF-8', LANG: 'ar_EG.UTF-8' },
  { TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' },
];

/**
 * The digests of what a module script, run in this folder, passes to `told` in other time zones and
 * languages of the machine.
 */
export function digestsElsewhere(script: string): Promise<string[]> {
  const program = `const told = (text) => process.stdout.write(text);\n${script}`;
  return Promise.all(
    places.map(async (place) => {
      const env = { ...process.env, ...place };
      const options = { cwd: root, env, maxBuffer: outputMaxBytes };
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], options);
      return digestOf(stdout);
    }),
  );
}

/** What was made in each of these places was made of the same bytes as this. */
export function sameElsewhere(text: string): string[] {
  return places.map(() => digestOf(text));
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
