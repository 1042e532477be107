import { openAccounts } from '#db/postgres/accounts.ts';
import { openPostgres } from '#db/postgres/connect.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { openRedis, untilReady } from '#db/redis/connect.ts';
import { BadSetting, readSettings, storeSettings } from '#db/settings.ts';
import { BadData } from '#seed/oulad/csv.ts';
import { type SeedStores, clearWhole } from '#seed/whole.ts';
import { storesFromHere } from './environment.ts';
import { BadOption } from './options.ts';
import { fill } from './seed-fillings.ts';
import { clear as clearStep, say, tell } from './seed-lines.ts';
import { type SeedWishes, seedWishes } from './seed-wishes.ts';

// `npm run seed`: fills tenants that nobody's real learners are in, each whole or not at all; `--clear` removes them. See docs/seeding.md.

const redisWithinMs = 5_000;

try {
  await run(seedWishes(process.argv.slice(2)));
} catch (error) {
  clearStep();
  const isAnswer = [BadOption, BadSetting, BadData].some((kind) => error instanceof kind);
  if (!isAnswer || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}
// The channel to a parent would keep us alive although we are done.
if (process.connected) process.disconnect();

async function run({ clear, filling, ...wishes }: SeedWishes): Promise<void> {
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
    for (const slug of clear) await remove(stores, slug, filling !== null);
    if (filling !== null) await fill(stores, filling, wishes);
  } finally {
    redis.disconnect();
    await postgres.close();
  }
}

async function remove(stores: SeedStores, slug: string, isFilling: boolean): Promise<void> {
  say(`removing ${slug}`);
  const isFound = await clearWhole(stores, slug);
  if (isFound) return tell(slug === demoSlug ? 'The demo is removed.' : `The tenant ${slug} is removed.`);
  if (slug === demoSlug) return tell('There was no demo to remove.');
  // What is to be filled anyway need not have been there.
  if (!isFilling) throw new BadOption(`there is no tenant ${slug}`);
}
