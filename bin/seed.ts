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
import { type SeedStores, clearWhole, isMadeUp } from '#seed/whole.ts';
import { storesFromHere } from './environment.ts';
import { BadOption, readOptions } from './options.ts';

// `npm run seed`: fills the demo tenant with a college, its people and four weeks of history; `--clear` removes it.

const flags = ['if-empty', 'clear', 'force'] as const;
const names = ['set', 'seed', 'out', 'tenant', ...flags] as const;
const sets = ['demo'];
const redisWithinMs = 5_000;
const clearLine = '\r\u001b[K';

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
  set: string | null;
  ifEmpty: boolean;
  /** The tenant to remove first. */
  clear: string | null;
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
  const { set, tenant = demoSlug } = options;
  if (set !== undefined && !sets.includes(set)) {
    throw new BadOption(`--set ${set} is not known: there is ${sets.join(', ')}`);
  }
  const isClearing = options.clear !== undefined;
  if (options.tenant !== undefined && !isClearing)
    throw new BadOption('--tenant names what --clear removes: give both');
  if (isClearing && !isMadeUp(tenant) && options.force === undefined) {
    throw new BadOption(
      `--clear would remove all of the tenant ${tenant}, which is no demo: add --force if you mean it`,
    );
  }
  return {
    set: set ?? (isClearing ? null : 'demo'),
    ifEmpty: options['if-empty'] !== undefined,
    clear: isClearing ? tenant : null,
    seed: options.seed ?? '42',
    out: options.out ?? null,
  };
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
    if (wishes.clear !== null) await clear(stores, wishes.clear);
    if (wishes.set !== null) await fill(stores, wishes);
  } finally {
    redis.disconnect();
    await postgres.close();
  }
}

async function clear(stores: SeedStores, slug: string): Promise<void> {
  say(`removing ${slug}`);
  const isFound = await clearWhole(stores, slug);
  if (slug === demoSlug) return tell(isFound ? 'The demo is removed.' : 'There was no demo to remove.');
  if (!isFound) throw new BadOption(`there is no tenant ${slug}`);
  tell(`The tenant ${slug} is removed.`);
}

async function fill(stores: SeedStores, { ifEmpty, seed, out }: Wishes): Promise<void> {
  const began = performance.now();
  const seeded = await seedDemo(stores, { now: Date.now(), seed, say });
  if (seeded.outcome === 'filled') {
    if (out !== null) await write(out, seeded.keys);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    tell(`Filled the demo: ${seeded.learners} learners, ${seeded.events} events, in ${seconds} s.`);
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
