import { demoSlug } from '#db/postgres/demo-door.ts';
import { trainingClasses } from '#seed/engagement/classes.ts';
import { presentationSlug } from '#seed/oulad/load.ts';
import { scaleLearners, scaleSlug } from '#seed/scale.ts';
import { lanternhill } from '#seed/tutoring/people.ts';
import { tutoringDefaults } from '#seed/tutoring/probabilities.ts';
import { isMadeUp } from '#seed/whole.ts';
import { BadOption, nearest, numberOption, readOptions } from './options.ts';

/** What `npm run seed` is asked for. */
export interface SeedWishes {
  /** The tenants to remove first. */
  clear: readonly string[];
  /** Null removes without filling again. */
  filling: Filling | null;
  seed: string;
  /** Where what is true of the simulated goes, for whoever judges the product; it never reads it. */
  truth: string | null;
}

export type Filling =
  | { what: 'demo'; ifEmpty: boolean; out: string | null }
  | { what: 'engagement' }
  | { what: 'tutoring'; sessions: number }
  | { what: 'scale'; learners: number }
  | { what: 'presentation'; folder: string; presentation: string; day: number | null };

const sets = ['demo', 'engagement', 'tutoring'] as const;
const flags = ['if-empty', 'clear', 'force'] as const;
const names = [
  'set',
  'seed',
  'sessions',
  'scale',
  'from',
  'presentation',
  'day',
  'truth',
  'out',
  'tenant',
  ...flags,
] as const;
type Options = Partial<Record<(typeof names)[number], string>>;

const usualSeed = '42';
const usualLearners = '100000';
const daysMost = 400;
const sessionBounds = { least: 1, most: 100_000 };

export function seedWishes(args: readonly string[]): SeedWishes {
  const options = readOptions(names, spelled(args));
  for (const flag of flags) {
    if ((options[flag] ?? 'yes') !== 'yes') throw new BadOption(`--${flag} takes no value`);
  }
  const asked = fillingOf(options);
  refuseStrays(options, asked);
  const isClearing = options.clear !== undefined;
  const filling = asked ?? (isClearing ? null : demo(options));
  if (options.tenant !== undefined && !isClearing)
    throw new BadOption('--tenant names what --clear removes: give both');
  const tenants = options.tenant === undefined ? tenantsOf(filling ?? demo(options)) : [options.tenant];
  const real = tenants.find((tenant) => !isMadeUp(tenant));
  if (isClearing && real !== undefined && options.force === undefined) {
    throw new BadOption(
      `--clear would remove all of the tenant ${real}, which is no demo: add --force if you mean it`,
    );
  }
  return {
    clear: isClearing ? tenants : [],
    filling,
    seed: options.seed ?? usualSeed,
    truth: options.truth ?? null,
  };
}

/** The tenants that a filling fills. */
function tenantsOf(filling: Filling): readonly string[] {
  switch (filling.what) {
    case 'demo':
      return [demoSlug];
    case 'engagement':
      return trainingClasses.map(({ slug }) => slug);
    case 'tutoring':
      return [lanternhill.slug];
    case 'scale':
      return [scaleSlug];
    case 'presentation':
      return [presentationSlug(filling.presentation)];
  }
}

/** Options of these commands take a value; the flags are complete without, and so is `--scale`. */
function spelled(args: readonly string[]): string[] {
  return args.map((word, index) => {
    if (flags.some((flag) => word === `--${flag}`)) return `${word}=yes`;
    const isBare = word === '--scale' && (args[index + 1] ?? '--').startsWith('--');
    return isBare ? `--scale=${usualLearners}` : word;
  });
}

function fillingOf(options: Options): Filling | null {
  const { set, scale, from, presentation } = options;
  const asked = [set, scale, from ?? presentation].filter((one) => one !== undefined);
  if (asked.length > 1) throw new BadOption('--set, --scale and --from are three different things: give one');
  if (scale !== undefined) return { what: 'scale', learners: wholeOption('scale', scale, scaleLearners) };
  if (from !== undefined || presentation !== undefined) {
    if (from === undefined || presentation === undefined)
      throw new BadOption(
        '--from names a folder in the layout of OULAD, --presentation what to load of it: give both',
      );
    const day =
      options.day === undefined ? null : wholeOption('day', options.day, { least: 1, most: daysMost });
    return { what: 'presentation', folder: from, presentation, day };
  }
  if (set === undefined) return null;
  switch (setOption(set)) {
    case 'demo':
      return demo(options);
    case 'engagement':
      return { what: 'engagement' };
    case 'tutoring': {
      const { sessions } = options;
      const usual = tutoringDefaults.totalSessions;
      return {
        what: 'tutoring',
        sessions: sessions === undefined ? usual : wholeOption('sessions', sessions, sessionBounds),
      };
    }
  }
}

function demo(options: Options): Filling {
  return { what: 'demo', ifEmpty: options['if-empty'] !== undefined, out: options.out ?? null };
}

function setOption(text: string): (typeof sets)[number] {
  const set = sets.find((one) => one === text);
  if (set !== undefined) return set;
  throw new BadOption(
    `--set ${text} is not known; did you mean ${nearest(text, sets)}? There are ${sets.join(', ')}`,
  );
}

/** An option that goes with another one would otherwise be left behind without a word. */
function refuseStrays(options: Options, filling: Filling | null): void {
  const what = filling?.what ?? 'demo';
  const belongs = [
    ['if-empty', 'demo', '--set demo'],
    ['out', 'demo', '--set demo'],
    ['sessions', 'tutoring', '--set tutoring'],
    ['day', 'presentation', '--from'],
  ] as const;
  for (const [name, to, said] of belongs) {
    if (options[name] !== undefined && what !== to) throw new BadOption(`--${name} goes with ${said} alone`);
  }
  if (options.truth !== undefined && (what === 'engagement' || what === 'scale'))
    throw new BadOption(`--truth: of this one nothing is known beyond its records`);
}

function wholeOption(name: string, text: string, { least, most }: { least: number; most: number }): number {
  const value = numberOption(name, text, least, most);
  if (Number.isInteger(value)) return value;
  throw new BadOption(`--${name} ${text} is not valid: expected a whole number`);
}
