import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RedisClient } from '#db/redis/connect.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTenant, personWithRole, readKey, tenantBySlug } from '#db/postgres/accounts.ts';
import { cohortSummaries } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { demoSlug } from '#db/postgres/demo-door.ts';
import { allEnrolments, enrolmentFacts, placesOf } from '#db/postgres/enrolments.ts';
import { type CountedEvent, readHistory } from '#db/postgres/events.ts';
import { learnerById, learnerOfUser, placesOfLearner } from '#db/postgres/learners.ts';
import { riskBandChanges, riskPoints } from '#db/postgres/risk-history.ts';
import { sourceNamed } from '#db/postgres/sources.ts';
import { leaseDue } from '#db/redis/due.ts';
import { readUsual } from '#db/redis/usual.ts';
import { readWindows } from '#db/redis/windows.ts';
import { assess } from '#engagement/assessment.ts';
import { dayMs, dayOf } from '#engagement/day.ts';
import { occasionsOf } from '#engagement/nudging/occasion.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { readWindow } from '#engagement/window.ts';
import { openSeedStores } from '#test/seed-stores.ts';
import type { OwnStores } from '#test/stores.ts';
import { isActivity } from './attendance.ts';
import { coursePlan } from './course.ts';
import { type SeededDemo, clearDemo, demoLearnerEmail, seedDemo, workingKeys } from './demo.ts';
import { northfield, northfieldLearners } from './northfield.ts';
import { cameOn, outlookOf } from './seen.ts';
import { demoPassword } from './store.ts';
import type { SeedStores } from './whole.ts';

const zone = 'Europe/London';
const removing = 'removing an unfinished demo';
const endedHere = 'ended here';
const program = join(import.meta.dirname, '../bin/seed.ts');

let own: OwnStores;
let postgres: Postgres;
let redis: RedisClient;
let stores: SeedStores;
let folder: string;

beforeAll(async () => {
  ({ own, postgres, redis, stores } = await openSeedStores());
  folder = await mkdtemp(join(tmpdir(), 'holdfast-seed-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  redis.disconnect();
  await postgres.close();
});

describe('a filled demo', () => {
  const now = Date.now();
  /** Filled once, and looked at by each test. */
  let filled: Awaited<ReturnType<typeof fillDemo>>;
  beforeAll(async () => {
    await clearDemo(stores);
    filled = await fillDemo(now);
  });

  test('has thirty learners whose four weeks are stored and counted, and all are due', async () => {
    const { tenant, places, events } = await demoAsStored();
    expect(places).toHaveLength(30);
    expect(events).toHaveLength(filled.events);
    expect(events.every(({ at }) => at < now)).toBe(true);

    const windows = await readWindows(
      redis,
      tenant,
      filled.keys.cohort,
      places.map((place) => place.enrolment),
    );
    const reads = windows.map((window) => readWindow(window, now, zone));
    const counted = reads.flatMap(({ days }) => days);
    // To be missed in class is recorded, and is nothing that a learner did.
    expect(counted.reduce((sum, day) => sum + day, 0)).toBe(events.filter(isActivity).length);
    expect(events.filter((event) => !isActivity(event)).length).toBeGreaterThan(30);

    // Known before anybody is looked at: or the first looks would tell other risks than those of last evening.
    const usual = await readUsual(redis, tenant, filled.keys.cohort);
    expect(usual?.came).toEqual(cameOn(reads, dayOf(now, zone)));

    const leases = await leaseDue(redis, 1, 100);
    const due = leases.flatMap((lease) => lease.due).filter((one) => one.tenant === tenant);
    expect(due).toHaveLength(30);
  });

  test('shows every band, a few learners who need somebody, and a nudge for the one with an account', async () => {
    const { keys } = filled;
    const { tenant, places } = await demoAsStored();
    const ids = places.map((place) => place.enrolment);
    const windows = await readWindows(redis, tenant, keys.cohort, ids);
    const facts = await asTenant(stores.db, tenant, (tx) => enrolmentFacts(tx, tenant, ids));
    const person = await personWithRole(stores.db, tenant, 'learner');
    const played = await asTenant(stores.db, tenant, (tx) => learnerOfUser(tx, tenant, person?.id ?? ''));
    const reads = windows.map((window) => readWindow(window, now, zone));
    const outlook = outlookOf(reads, coursePlan(dayOf(now, zone) - 28), now, zone);
    const looks = ids.map((id, index) => {
      const { enrolledAt = 0, learner } = facts.get(id) ?? {};
      const of = { enrolledAt, timeZone: zone, scoring: usualScoring, outages: [] };
      const window = reads[index] ?? readWindow(null, now, zone);
      return { learner, window, ...assess(window, of, now, { outlook }) };
    });
    const bands = Map.groupBy(looks, (look) => look.assessment.band);
    expect(new Set(bands.keys())).toEqual(new Set(['low', 'medium', 'high', 'critical']));
    const worst = (bands.get('high')?.length ?? 0) + (bands.get('critical')?.length ?? 0);
    expect(worst).toBeGreaterThanOrEqual(2);
    expect(worst).toBeLessThanOrEqual(7);

    const theirs = looks.find((look) => look.learner === played);
    const asked = theirs && occasionsOf({ ...theirs, timeZone: zone, plan: outlook.plan }, now);
    expect(asked?.map(({ rule }) => rule)).toContain('quiet_days');
    const name = await asTenant(stores.db, tenant, (tx) => learnerById(tx, tenant, played ?? ''));
    expect(name?.name).toBe(person?.name);
    const [place] = await asTenant(stores.db, tenant, (tx) => placesOfLearner(tx, tenant, played ?? ''));
    expect(place?.cohort.name).toBe('Spring maths');
  });

  test('shows how the risk of whoever drifts rose until last evening, each band from where the one before ended', async () => {
    const { tenant } = await demoAsStored();
    const lucas = northfieldLearners.find(({ persona }) => persona === 'gone_quiet')?.externalId ?? '';
    const { points, changes } = await asTenant(stores.db, tenant, async (tx) => {
      const source = await sourceNamed(tx, tenant, northfield.source);
      const places = await placesOf(tx, tenant, [source?.homeCohort ?? ''], [lucas]);
      const enrolment = places.get(lucas)?.[0]?.enrolment ?? '';
      const period = { enrolment, from: new Date(now - 30 * dayMs), to: new Date(now) };
      const points = await riskPoints(tx, tenant, period, 1);
      return { points, changes: await riskBandChanges(tx, tenant, period, 100) };
    });
    const [first, last] = [points[0], points.at(-1)];
    expect(points.length).toBeGreaterThan(10);
    expect(last?.risk).toBeGreaterThan(3 * (first?.risk ?? 1));
    expect(last?.reasons.map(({ code }) => code)).toContain('silence');
    expect(new Date(last?.at ?? 0).getTime()).toBeGreaterThan(now - 2 * dayMs);
    expect(changes.map(({ from }) => from)).toEqual([null, ...changes.slice(0, -1).map(({ to }) => to)]);
    expect(changes.at(-1)?.to).toBe(last?.band);
    expect(last?.band).not.toBe('low');
  });

  test('lets its manager and its learner sign in with the password of the demo', async () => {
    for (const email of ['manager@northfield.demo', demoLearnerEmail]) {
      const body = { email, password: demoPassword };
      expect((await stores.accounts.api.signInEmail({ body })).user.email).toBe(email);
    }
  });

  test('is not filled a second time', async () => {
    expect(await seedDemo(stores, { now: Date.now(), seed: 42, say: () => {} })).toEqual({
      outcome: 'there_already',
    });
    expect((await demoAsStored()).events).toHaveLength(filled.events);
  });

  test('opens to its keys, and makes new ones only for those that do not work', async () => {
    const { keys } = filled;
    const { tenant } = await demoAsStored();
    expect(await workingKeys(stores, keys)).toEqual(keys);
    for (const broken of [
      {},
      { ...keys, sourceKey: 'hf_wrong' },
      { ...keys, apiKey: keys.sourceKey },
      { ...keys, cohort: 'another' },
    ]) {
      const made = await workingKeys(stores, broken);
      expect(made.cohort).toBe(keys.cohort);
      expect(await readKey(stores.accounts, stores.db, made.sourceKey)).toMatchObject({
        tenant,
        scopes: { events: ['write'] },
      });
      expect(await readKey(stores.accounts, stores.db, made.apiKey)).toMatchObject({
        tenant,
        scopes: { api: ['read', 'write'] },
      });
    }
  });

  test('is removed from both stores without touching another tenant', async () => {
    const other = await createTenant(stores.db, 'Another school', 'another');
    const { keys } = filled;
    const { tenant, places } = await demoAsStored();
    expect(await clearDemo(stores)).toBe(true);
    expect(await tenantBySlug(stores.db, demoSlug)).toBeNull();
    expect(await tenantBySlug(stores.db, 'another')).toBe(other);
    expect(await readKey(stores.accounts, stores.db, keys.apiKey)).toBeNull();
    expect(await asTenant(stores.db, tenant, (tx) => allEnrolments(tx, tenant))).toEqual([]);
    const ids = places.map((place) => place.enrolment);
    expect(await eventsOf(tenant)).toEqual([]);
    const windows = await readWindows(redis, tenant, keys.cohort, ids);
    expect(windows.every((window) => window === null)).toBe(true);
    expect(await clearDemo(stores)).toBe(false);
  });
});

describe('a seeding', () => {
  beforeEach(async () => {
    await clearDemo(stores);
  });

  test('is made once when two fill it at the same moment', async () => {
    const options = { now: Date.now(), seed: 42, say: () => {} };
    const outcomes = await Promise.all([seedDemo(stores, options), seedDemo(stores, options)]);
    expect(new Set(outcomes.map((one) => one.outcome))).toEqual(new Set(['filled', 'there_already']));
    expect((await demoAsStored()).places).toHaveLength(30);
  });

  test('that ends half way leaves no demo, wherever it ends, and the next one makes it whole', async () => {
    // Each finds what the one before left behind, and the one that comes to no step to end at fills it.
    let seeded: SeededDemo | null = null;
    let steps = 0;
    for (; seeded === null; steps++) {
      let told = 0;
      const say = (step: string) => {
        if (step !== removing && told++ === steps) throw new Error(endedHere);
      };
      seeded = await seedDemo(stores, { now: Date.now(), seed: 42, say }).catch((error: Error) => {
        if (error.message !== endedHere) throw error;
        return null;
      });
      expect((await tenantBySlug(stores.db, demoSlug)) === null).toBe(seeded === null);
    }
    expect(steps).toBeGreaterThan(6);
    const stored = await demoAsStored();
    expect(stored.places).toHaveLength(30);
    expect(seeded).toMatchObject({ outcome: 'filled', events: stored.events.length });
  }, 60_000);

  test('that is killed is completed by the same command, which writes keys beside what the file held', async () => {
    const out = join(folder, 'demo.json');
    await writeFile(out, JSON.stringify({ url: 'http://127.0.0.1:4100', sourceKey: 'hf_old' }));
    const args = ['--set', 'demo', '--if-empty', '--out', out];
    expect((await runSeed(args, 'storing the history: 10000')).signal).toBe('SIGKILL');
    expect(await tenantBySlug(stores.db, demoSlug)).toBeNull();

    expect(await runSeed(args)).toMatchObject({ code: 0 });
    const { places } = await demoAsStored();
    expect(places).toHaveLength(30);
    const written = await fileAt(out);
    expect(written).toMatchObject({ url: 'http://127.0.0.1:4100', cohort: places[0]?.cohort });
    expect(written['sourceKey']).not.toBe('hf_old');
    expect((await stat(out)).mode & 0o777).toBe(0o600);

    expect(await runSeed(args)).toMatchObject({ code: 0 });
    expect(await fileAt(out)).toEqual(written);
    await rm(out);
    expect(await runSeed(args)).toMatchObject({ code: 0 });
    expect(await fileAt(out)).toMatchObject({ cohort: places[0]?.cohort });
  }, 60_000);
});

describe('the command', () => {
  test.each([
    [['--if-emtpy'], 'did you mean --if-empty?'],
    [['--clear', '--tenant', 'northfield', '--force'], 'there is no tenant northfield'],
  ])('refuses %j', async (args, why) => {
    const { code, said } = await runSeed(args);
    expect(code).toBe(2);
    expect(said).toContain(why);
  });

  test('refuses to fill what is filled, unless told to clear it first', async () => {
    // It may be there from the test before.
    await seedDemo(stores, { now: Date.now(), seed: 42, say: () => {} });
    const { code, said } = await runSeed([]);
    expect(code).toBe(2);
    expect(said).toContain('--if-empty');
    const truth = join(folder, 'truth/demo.ndjson');
    expect(await runSeed(['--clear', '--set', 'demo', '--truth', truth])).toMatchObject({ code: 0 });
    const rows = (await readFile(truth, 'utf8')).trim().split('\n');
    expect(rows.filter((row) => row.startsWith('{"row":"learner"'))).toHaveLength(30);
    const { tenant, places } = await demoAsStored();
    expect(places).toHaveLength(30);
    const page = await asTenant(stores.db, tenant, (tx) => cohortSummaries(tx, tenant, { size: 10 }));
    expect(page.items).toMatchObject([{ name: 'Spring maths', learners: 30 }]);
  }, 60_000);
});

async function fillDemo(now = Date.now()) {
  const seeded = await seedDemo(stores, { now, seed: 42, say: () => {} });
  if (seeded.outcome !== 'filled') throw new Error('there was a demo already');
  return seeded;
}

/** What PostgreSQL holds of the demo. */
async function demoAsStored() {
  const tenant = await tenantBySlug(stores.db, demoSlug);
  if (tenant === null) throw new Error('there is no demo');
  const places = await asTenant(stores.db, tenant, (tx) => allEnrolments(tx, tenant));
  return { tenant, places, events: await eventsOf(tenant) };
}

async function eventsOf(tenant: string): Promise<CountedEvent[]> {
  const events: CountedEvent[] = [];
  await readHistory(stores.db, tenant, Date.now(), async (rows) => {
    events.push(...rows.flatMap(({ event }) => event ?? []));
  });
  return events;
}

async function fileAt(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
}

/** Runs the command to its end, or kills it when it says it has come this far. */
async function runSeed(args: string[], killAt?: string) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, DATABASE_URL: own.databaseUrl, REDIS_URL: own.redisUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (killAt !== undefined && line.includes(killAt)) child.kill('SIGKILL');
    });
  }
  const ended = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>();
  child.once('error', ended.reject);
  child.once('close', (code, signal) => ended.resolve({ code, signal }));
  return { ...(await ended.promise), said: said.join('\n') };
}
