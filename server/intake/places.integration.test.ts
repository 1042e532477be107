import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type Enrolled, enrol } from '#db/postgres/enrolments.ts';
import { type Source, sourceById } from '#db/postgres/sources.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { readConfig } from '../config.ts';
import { type Stores, openStores } from '../stores.ts';
import { Places, placesOfEvent } from './places.ts';

let stores: Stores;
let school: School;

beforeAll(async () => {
  const { databaseUrl, redisUrl } = await ownStores();
  const config = readConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  stores = await openStores(config, pino({ level: 'silent' }));
  school = await createSchool(stores.db, stores.accounts, 'places');
});
afterAll(() => stores?.close());

test('a learner who is enrolled somewhere while their batch is being enrolled is not taken for unknown', async () => {
  const heard: ((enrolled: Enrolled) => void)[] = [];
  const places = new Places({ ...stores, onEnrolled: (listener) => heard.push(listener) });
  const source = await ofSchool();
  await places.learn(source, [eventOf('maya')], Date.now());

  const learning = await asTenant(stores.db, school.tenant, async (tx) => {
    // Until this is committed, whoever enrols the same learner waits.
    await enrol(tx, school.tenant, school.cohort, [{ externalId: 'somebody new' }]);
    const waiting = places.learn(source, [eventOf('maya'), eventOf('somebody new')], Date.now());
    await vi.waitFor(async () => {
      const waitingForUs = await rowsOf(
        tx,
        sql`select 1 from pg_locks where transactionid = pg_current_xact_id()::xid and not granted`,
      );
      expect(waitingForUs).toHaveLength(1);
    });
    for (const listener of heard) listener({ tenant: school.tenant, learners: ['maya'] });
    return { waiting };
  });
  const theirs = await learning.waiting;
  expect(placesOfEvent(theirs, source, eventOf('maya'))).toMatchObject([{ cohort: school.cohort }]);
});

test('a source that may not enrol keeps whom it knew when the batch came', async () => {
  const heard: ((enrolled: Enrolled) => void)[] = [];
  const places = new Places({ ...stores, onEnrolled: (listener) => heard.push(listener) });
  const source = { ...(await ofSchool()), homeCohort: null };
  await places.learn(source, [eventOf('maya')], Date.now());
  const learning = places.learn(source, [eventOf('maya'), eventOf('a stranger')], Date.now());
  for (const listener of heard) listener({ tenant: school.tenant, learners: ['maya'] });
  const theirs = await learning;
  expect(placesOfEvent(theirs, source, eventOf('maya'))).toMatchObject([{ cohort: school.cohort }]);
  expect(placesOfEvent(theirs, source, eventOf('a stranger'))).toEqual([]);
});

async function ofSchool(): Promise<Source> {
  const found = await asTenant(stores.db, school.tenant, (tx) =>
    sourceById(tx, school.tenant, school.source),
  );
  if (!found) throw new Error('the school has a source');
  return found;
}

function eventOf(learner: string): LearnerEvent {
  return { id: 'one', learner, type: 'login', at: Date.now() };
}
