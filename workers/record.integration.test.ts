import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pastView } from '#db/cohort-past.ts';
import { cohortViewNow } from '#db/cohort-view.ts';
import { type Postgres, asTenant, openPostgres } from '#db/postgres/connect.ts';
import { recordedSpan } from '#db/postgres/recordings.ts';
import { type RedisClient, openRedis, untilReady } from '#db/redis/connect.ts';
import { feedKey, newsKey } from '#db/redis/keys.ts';
import { shardOf } from '#db/redis/shards.ts';
import { type CohortChange, type RowChange, applyCohort, noCells } from '#engagement/screen/cohort-change.ts';
import { type CohortView, advanceTo } from '#engagement/screen/cohort-view.ts';
import { nameless } from '#engagement/screen/recording.ts';
import { viewHash } from '#engagement/screen/view-bytes.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { openAccounts } from '#db/postgres/accounts.ts';
import { Recorder } from './record.ts';

let postgres: Postgres;
let redis: RedisClient;
let school: School;
const minuteMs = 60_000;

beforeAll(async () => {
  const at = await ownStores();
  postgres = await openPostgres(at.databaseUrl);
  redis = openRedis(at.redisUrl);
  await untilReady(redis, 5_000);
  const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1:1'], secret: 'x'.repeat(32) });
  school = await createSchool(postgres.db, accounts, 'recorded');
});
afterAll(async () => {
  redis?.disconnect();
  await postgres?.close();
});

/** One learner at one minute, as a worker tells of them. */
function row(view: CohortView, place: number, minute: number, risk: number): RowChange {
  const {
    cells: _,
    hours: _hours,
    days: _days,
    moods: _moods,
    attendance: _attendance,
    told: _told,
    ...facts
  } = view.rows[place] as CohortView['rows'][number];
  return {
    ...facts,
    ...noCells,
    risk,
    minutes: [[minute, 3]],
    told: [[minute, null, Math.round(100 * risk)]],
    acceptedAt: null,
  };
}

/** As `announce` does it, at another time than now: its own clock is that of Redis. */
async function announceAt(at: number, change: CohortChange): Promise<void> {
  const { tenant, cohort } = school;
  const key = feedKey(tenant, `cohort/${cohort}`);
  await redis.hsetnx(`${key}:n`, 'epoch', 'e');
  const seq = await redis.hincrby(`${key}:n`, 'seq', 1);
  await redis.xadd(key, `${seq}-0`, 'b', JSON.stringify(change), 't', String(at));
  await redis.zadd(newsKey(shardOf(cohort)), String(at), `${tenant}/${cohort}`);
}

describe('what was shown at a past minute', () => {
  const first = Math.floor(Date.now() / minuteMs) - 100;

  test('is what is made of the recordings, whichever worker made them, to the last bit', async () => {
    const { db } = postgres;
    const { tenant, cohort } = school;
    let shown = await cohortViewNow(db, redis, tenant, cohort, first * minuteMs);
    if (shown === null) throw new Error('the cohort is there');
    const hashes = new Map<number, string>();
    let recorder = new Recorder(db, redis);
    // What begins a recording is what the stores hold.
    await announceAt((first - 1) * minuteMs, { of: 'cohort', rows: [] });
    await recorder.record((first - 1) * minuteMs + 1_000);
    await recorder.record(first * minuteMs + 2_500);
    // Two hours of changes: more than a whole holds, with minutes in which nothing is said.
    for (let minute = first; minute < first + 90; minute += minute % 7 === 0 ? 3 : 1) {
      // Now and then another worker goes on with it.
      if (minute % 20 === 0) recorder = new Recorder(db, redis);
      for (const place of [0, minute % shown.rows.length]) {
        const change: CohortChange = { of: 'cohort', rows: [row(shown, place, minute, (minute % 97) / 100)] };
        await announceAt(minute * minuteMs + 20_000 + place, change);
        shown = applyCohort(shown, change);
      }
      await recorder.record(minute * minuteMs + 30_000);
      await recorder.record((minute + 1) * minuteMs + 3_000);
      hashes.set(minute, viewHash(nameless(shown)));
    }
    const span = await asTenant(db, tenant, (tx) => recordedSpan(tx, tenant, cohort));
    expect(span).toEqual({ from: first - 1, to: Math.max(...hashes.keys()), gaps: [] });
    for (const [minute, hash] of hashes) {
      const past = await asTenant(db, tenant, (tx) =>
        pastView(tx, tenant, cohort, minute * minuteMs + 59_999),
      );
      expect(past).toMatchObject({ minute, hash, isMissing: false });
      expect(past && viewHash(nameless(past.view))).toBe(hash);
      expect(past?.view.rows.map(({ name }) => name)).toEqual(shown.rows.map(({ name }) => name));
    }
    // In a minute without a word what was shown moves on.
    const silent = [...hashes.keys()].find((minute) => !hashes.has(minute + 1)) ?? 0;
    const [before, after] = await Promise.all(
      [silent, silent + 1].map((minute) =>
        asTenant(db, tenant, (tx) => pastView(tx, tenant, cohort, minute * minuteMs)),
      ),
    );
    expect(after?.view).toEqual(before && advanceTo(before.view, silent + 1));
  });

  test('is said to be missing where what was announced was lost', async () => {
    const { db } = postgres;
    const { tenant, cohort } = school;
    const before = await asTenant(db, tenant, (tx) => recordedSpan(tx, tenant, cohort));
    const view = await cohortViewNow(db, redis, tenant, cohort, Date.now());
    if (before === null || view === null) throw new Error('something was recorded');
    const later = (before.to + 5) * minuteMs;
    for (let lost = 0; lost < 3; lost++) {
      await announceAt(later + lost, { of: 'cohort', rows: [row(view, 0, before.to + 5, 0.9)] });
    }
    await redis.xtrim(feedKey(tenant, `cohort/${cohort}`), 'MAXLEN', '=', 1);
    const recorder = new Recorder(db, redis);
    await recorder.record(later + 10_000);
    await recorder.record(later + 2 * minuteMs);
    const span = await asTenant(db, tenant, (tx) => recordedSpan(tx, tenant, cohort));
    expect(span).toMatchObject({ to: before.to + 5, gaps: [{ from: before.to, to: before.to + 5 }] });
    const past = await asTenant(db, tenant, (tx) => pastView(tx, tenant, cohort, (before.to + 1) * minuteMs));
    expect(past?.isMissing).toBe(true);
  });

  test('is not known before the first recording', async () => {
    const { tenant, cohort } = school;
    expect(
      await asTenant(postgres.db, tenant, (tx) => pastView(tx, tenant, cohort, (first - 2) * minuteMs)),
    ).toBeNull();
  });
});
