import { randomBytes } from 'node:crypto';
import {
  createKey,
  createPerson,
  createTenant,
  hashOf,
  openAccounts,
  personWithRole,
  tenantBySlug,
} from '#db/postgres/accounts.ts';
import { createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { migrate } from '#db/postgres/migrate.ts';
import { type Retention, retentionOf, setRetention } from '#db/postgres/retention.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { createSource } from '#db/postgres/sources.ts';
import { BadSetting, readSettings, storeSettings } from '#db/settings.ts';
import { parseTime } from '#engagement/event.ts';
import { type Role, roles } from '#engagement/person.ts';
import { storesFromHere } from './environment.ts';
import { BadOption, nearest, numberOption, readOptions, zoneOption } from './options.ts';

// `npm run people`: makes what has no screen yet: tenants, people, cohorts, sources and keys; and says how long a tenant keeps its history.

const names = [
  'add',
  'set',
  'tenant',
  'name',
  'email',
  'role',
  'programme',
  'course',
  'zone',
  'ends',
  'cohort',
  'rate',
  'event-days',
  'recording-days',
  'text-days',
] as const;
type Options = Partial<Record<(typeof names)[number], string>>;

const usage = `npm run people -- --add tenant --tenant acme --name "Acme College"
npm run people -- --add person --tenant acme --role admin --name "Ada Lind" --email ada@acme.example
npm run people -- --add cohort --tenant acme --programme Mathematics --name Spring --course maths --zone Europe/Berlin --ends 2027-07-01T00:00:00+02:00
npm run people -- --add source --tenant acme --name LMS --cohort <id> --rate 1000
npm run people -- --add key --tenant acme --name reports
npm run people -- --set retention --tenant acme --event-days 400 --text-days 90 --recording-days 30`;

const things = ['tenant', 'person', 'cohort', 'source', 'key'] as const;
/** Whole partitions go, and none younger than thirty days; see migrations/0003_history.sql. */
const eventDaysLeast = 30;
const daysMost = 3_650;

try {
  await run(readOptions(names, process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadOption) && !(error instanceof BadSetting)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
if (process.connected) process.disconnect();

async function run(options: Options): Promise<void> {
  const thing =
    options.set === undefined ? oneOf(things, 'add', options) : oneOf(['retention'], 'set', options);
  const slug = needed(options, 'tenant');
  const { DATABASE_URL } = readSettings({ DATABASE_URL: storeSettings.DATABASE_URL }, await storesFromHere());
  await migrate(DATABASE_URL);
  const postgres = await openPostgres(DATABASE_URL);
  try {
    if (thing === 'retention') await setRetentionOf(postgres, slug, options);
    else if (thing === 'tenant') await addTenant(postgres, slug, needed(options, 'name'));
    else await addTo(postgres, slug, thing, options);
  } finally {
    await postgres.close();
  }
}

async function addTenant({ db }: Postgres, slug: string, name: string): Promise<void> {
  if (!/^[a-z0-9-]{2,40}$/.test(slug)) {
    throw new BadOption('--tenant is a short name of small letters, digits and hyphens');
  }
  if ((await tenantBySlug(db, slug)) !== null) throw new BadOption(`there is a tenant ${slug} already`);
  await createTenant(db, name, slug);
  console.log(`Made the tenant ${slug}. Next: its first admin (--add person --role admin).`);
}

async function addTo(
  { db }: Postgres,
  slug: string,
  thing: Exclude<(typeof things)[number], 'tenant'>,
  options: Options,
): Promise<void> {
  const tenant = await tenantBySlug(db, slug);
  if (tenant === null) throw new BadOption(`there is no tenant ${slug}`);
  // Nobody signs in through this process, so that its origin is of no consequence.
  const accounts = openAccounts(db, {
    origins: ['http://127.0.0.1'],
    secret: await sharedSecret(db, 'sessions'),
  });
  const name = needed(options, 'name');
  switch (thing) {
    case 'person': {
      const password = randomBytes(12).toString('base64url');
      const role = roleOption(needed(options, 'role'));
      const passwordHash = await hashOf(accounts, password);
      await createPerson(accounts, db, { tenant, name, email: needed(options, 'email'), passwordHash, role });
      console.log(`${name} may sign in with the password ${password} (shown this once).`);
      return;
    }
    case 'cohort': {
      const cohort = await asTenant(db, tenant, async (tx) => {
        const programme = await createProgramme(tx, tenant, needed(options, 'programme'));
        const course = options.course === undefined ? {} : { course: options.course };
        return createCohort(tx, tenant, {
          programme,
          name,
          timeZone: zoneOption(options.zone ?? 'UTC'),
          ...course,
          ...endOption(options.ends),
        });
      });
      console.log(`Made the cohort ${cohort}. Next: a source that sends its events (--add source).`);
      return;
    }
    case 'source': {
      const cohort = needed(options, 'cohort');
      const rate = numberOption('rate', options.rate ?? '1000', 1, 1_000_000);
      const source = await asTenant(db, tenant, (tx) =>
        createSource(tx, tenant, { name, cohorts: [cohort], homeCohort: cohort, eventsPerSecond: rate }),
      );
      const by = await adminOf(db, tenant);
      const key = await createKey(accounts, { tenant, by, name, scopes: { events: ['write'] }, source });
      console.log(`Source key (shown this once): ${key}`);
      return;
    }
    case 'key': {
      const by = await adminOf(db, tenant);
      const key = await createKey(accounts, { tenant, by, name, scopes: { api: ['read', 'write'] } });
      console.log(`API key (shown this once): ${key}`);
      return;
    }
  }
}

async function setRetentionOf({ db }: Postgres, slug: string, options: Options): Promise<void> {
  const tenant = await tenantBySlug(db, slug);
  if (tenant === null) throw new BadOption(`there is no tenant ${slug}`);
  const wanted: Partial<Retention> = {};
  const { 'event-days': eventDays, 'text-days': textDays, 'recording-days': recordingDays } = options;
  if (eventDays !== undefined) wanted.eventDays = daysOption('event-days', eventDays, eventDaysLeast);
  if (textDays !== undefined) wanted.textDays = daysOption('text-days', textDays, 0);
  if (recordingDays !== undefined) wanted.recordingDays = daysOption('recording-days', recordingDays, 1);
  const kept = await asTenant(db, tenant, async (tx) => {
    await setRetention(tx, tenant, wanted);
    return retentionOf(tx, tenant);
  });
  const texts = kept.textDays === 0 ? 'no texts' : `their texts ${kept.textDays} days`;
  const recordings = `what screens showed ${kept.recordingDays} days`;
  console.log(
    `${slug} keeps events ${kept.eventDays} days, ${texts} and ${recordings}. Workers do so within the hour.`,
  );
}

function oneOf<const Thing extends string>(
  known: readonly Thing[],
  option: 'add' | 'set',
  options: Options,
): Thing {
  const wanted = needed(options, option);
  const thing = known.find((one) => one === wanted);
  if (thing !== undefined) return thing;
  throw new BadOption(`--${option} ${wanted} is not known; did you mean ${nearest(wanted, known)}?`);
}

function daysOption(name: string, text: string, least: number): number {
  const days = numberOption(name, text, least, daysMost);
  if (Number.isInteger(days)) return days;
  throw new BadOption(`--${name} ${text} is not valid: expected whole days`);
}

function needed(options: Options, name: keyof Options): string {
  const value = options[name];
  if (value === undefined) throw new BadOption(`--${name} is missing`);
  return value;
}

function roleOption(text: string): Role {
  const role = roles.find((one) => one === text);
  if (role === undefined) throw new BadOption(`--role ${text} is not one of ${roles.join(', ')}`);
  return role;
}

/** From when on nobody is expected; without it the cohort goes on. */
function endOption(text: string | undefined): { endsAt?: Date } {
  if (text === undefined) return {};
  const at = parseTime(text);
  if (at !== undefined) return { endsAt: new Date(at) };
  throw new BadOption(`--ends ${text} is not an RFC 3339 time such as 2027-07-01T00:00:00+02:00`);
}

async function adminOf(db: Postgres['db'], tenant: string): Promise<string> {
  const admin = await personWithRole(db, tenant, 'admin');
  if (admin === null) throw new BadOption('keys are made in the name of an admin: add one first');
  return admin.id;
}
