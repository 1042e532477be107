import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openAccounts } from '#db/postgres/accounts.ts';
import { openPostgres } from '#db/postgres/connect.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { BadSetting, readSettings, storeSettings } from '#db/settings.ts';
import { readDemoFile, writeDemoFile } from '#seed/demo-file.ts';
import { seedDemo, workingKeys } from '#seed/demo.ts';
import { trainingClasses } from '#seed/engagement/classes.ts';
import { seedEngagement } from '#seed/engagement/fill.ts';
import { linesOf as engagementLines } from '#seed/engagement/summary.ts';
import { demoPassword } from '#seed/store.ts';
import { type SeedStores, clearWhole, isMadeUp } from '#seed/whole.ts';
import { storesFromHere } from './environment.ts';
import { BadOption, nearest, readOptions } from './options.ts';

// `npm run seed`: fills tenants that nobody's real learners are in: the demo, and the sets of the brief; `--clear` removes them.

const flags = ['if-empty', 'clear', 'force'] as const;
const names = ['set', 'seed', 'out', 'tenant', ...flags] as const;
const sets = ['demo', 'engagement'] as const;
type SetName = (typeof sets)[number];
const redisWithinMs = 5_000;
const clearLine = '\r\u001b[K';

/** The tenants a set fills. */
const tenantsOf: Record<SetName, readonly string[]> = {
  demo: [demoSlug],
  engagement: trainingClasses.map(({ slug }) => slug),
};

/** How each is filled. */
const fillers: Record<SetName, (stores: SeedStores, wishes: Wishes) => Promise<void>> = {
  demo: fillDemo,
  engagement: fillEngagement,
};

try {
  await run(wishesOf(process.argv.slice(2)));
} catch (error) {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
  if (!(error instanceof BadOption) && !(error instanceof BadSetting)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}
// The channel to a parent would keep us alive although we are done.
if (process.connected) process.disconnect();

interface Wishes {
  /** Null removes without filling again. */
  set: SetName | null;
  ifEmpty: boolean;
  /** The tenants to remove first. */
  clear: readonly string[];
  seed: string;
  out: string | null;
}

function wishesOf(args: string[]): Wishes {
  // The options of our commands take a value; these three are complete without.
  const spelled = args.map((word) => (flags.some((flag) => word === `--${flag}`) ? `${word}=yes` : word));
  const options = readOptions(names, spelled);
  for (const flag of flags) {
    if ((options[flag] ?? 'yes') !== 'yes') throw new BadOption(`--${flag} takes no value`);
  }
  const set = setOption(options.set);
  const isClearing = options.clear !== undefined;
  if (options.tenant !== undefined && !isClearing)
    throw new BadOption('--tenant names what --clear removes: give both');
  const tenants = options.tenant === undefined ? tenantsOf[set ?? 'demo'] : [options.tenant];
  const real = tenants.find((tenant) => !isMadeUp(tenant));
  if (isClearing && real !== undefined && options.force === undefined) {
    throw new BadOption(
      `--clear would remove all of the tenant ${real}, which is no demo: add --force if you mean it`,
    );
  }
  const filling = set ?? (isClearing ? null : 'demo');
  if (filling !== 'demo' && (options.out !== undefined || options['if-empty'] !== undefined))
    throw new BadOption('--out and --if-empty go with --set demo alone');
  return {
    set: filling,
    ifEmpty: options['if-empty'] !== undefined,
    clear: isClearing ? tenants : [],
    seed: options.seed ?? '42',
    out: options.out ?? null,
  };
}

function setOption(text: string | undefined): SetName | null {
  if (text === undefined) return null;
  const set = sets.find((one) => one === text);
  if (set !== undefined) return set;
  throw new BadOption(
    `--set ${text} is not known; did you mean ${nearest(text, sets)}? There are ${sets.join(', ')}`,
  );
}

async function run(wishes: Wishes): Promise<void> {
  const found = await storesFromHere();
  // These two alone: the environment may hold settings of the server that we need not know.
  const given = { DATABASE_URL: found['DATABASE_URL'], REDIS_URL: found['REDIS_URL'] };
  const { DATABASE_URL, REDIS_URL } = readSettings(storeSettings, given);
  say('bringing the database up to date');
  await migrate(DATABASE_URL);
  const postgres = await openPostgres(DATABASE_URL);
  const redis = openRedis(REDIS_URL);
  try {
    await untilReady(redis, redisWithinMs);
    const secret = await sharedSecret(postgres.db, 'sessions');
    // Nobody signs in through this process, so that its origin is of no consequence.
    const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1'], secret });
    const stores = { db: postgres.db, redis, accounts };
    for (const slug of wishes.clear) await clear(stores, slug, wishes.set !== null);
    if (wishes.set !== null) await fillers[wishes.set](stores, wishes);
  } finally {
    redis.disconnect();
    await postgres.close();
  }
}

async function clear(stores: SeedStores, slug: string, isFilling: boolean): Promise<void> {
  say(`removing ${slug}`);
  const isFound = await clearWhole(stores, slug);
  if (isFound) return tell(slug === demoSlug ? 'The demo is removed.' : `The tenant ${slug} is removed.`);
  if (slug === demoSlug) return tell('There was no demo to remove.');
  // What is to be filled anyway need not have been there.
  if (!isFilling) throw new BadOption(`there is no tenant ${slug}`);
}

async function fillDemo(stores: SeedStores, { ifEmpty, seed, out }: Wishes): Promise<void> {
  const began = performance.now();
  const seeded = await seedDemo(stores, { now: Date.now(), seed, say });
  if (seeded.outcome === 'filled') {
    if (out !== null) await write(out, seeded.keys);
    tell(
      `Filled the demo: ${seeded.learners} learners, ${seeded.events} events, in ${secondsSince(began)} s.`,
    );
    if (out === null) tell(JSON.stringify(seeded.keys));
    return;
  }
  if (!ifEmpty)
    throw new BadOption(
      'the demo is filled already: --if-empty leaves it as it is, --clear --set demo makes it anew',
    );
  if (out === null) return tell('The demo is filled already.');
  const known = await readDemoFile(out);
  const keys = await workingKeys(stores, known);
  const isNew = keys.sourceKey !== known.sourceKey;
  if (isNew) await write(out, keys);
  tell(`The demo is filled already${isNew ? `; new keys are in ${out}` : ''}.`);
}

async function fillEngagement(stores: SeedStores, { seed }: Wishes): Promise<void> {
  const began = performance.now();
  const set = await seedEngagement(stores, { now: Date.now(), seed, say });
  if (set === null) throw thereAlready('engagement');
  tell(`Filled the engagement set in ${secondsSince(began)} s: ${engagementLines(set).join('\n')}`);
  for (const { tenant, slug } of trainingClasses)
    tell(`${tenant}: sign in as manager@${slug.replace('demo-', '')}.demo, password "${demoPassword}".`);
}

function thereAlready(set: SetName): BadOption {
  return new BadOption(`the ${set} set is filled already: --clear --set ${set} makes it anew`);
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

async function write(out: string, keys: Parameters<typeof writeDemoFile>[1]): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  await writeDemoFile(out, keys);
}

/** A step: one line written over on a terminal, lines of their own in a log. */
function say(step: string): void {
  process.stderr.write(process.stderr.isTTY ? `${clearLine}  ${step}` : `  ${step}\n`);
}

function tell(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
  console.log(line);
}
