import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personWithRole, tenantBySlug } from '#db/postgres/accounts.ts';
import { cohortSummaries } from '#db/postgres/cohorts.ts';
import { type Postgres, asTenant } from '#db/postgres/connect.ts';
import { allEnrolments } from '#db/postgres/enrolments.ts';
import { eventsBefore } from '#db/postgres/events.ts';
import { retentionOf } from '#db/postgres/retention.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { readWindows } from '#db/redis/windows.ts';
import { scoreOf } from '#engagement/score.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { readWindow } from '#engagement/window.ts';
import { openSeedStores } from '#test/seed-stores.ts';
import { demoPassword } from '../store.ts';
import { type SeedStores, clearWhole } from '../whole.ts';
import { timeZone } from './probabilities.ts';
import { lanternhill } from './people.ts';
import { tutoringDefaults } from './probabilities.ts';
import { type TutoringSummary, seedTutoring } from './tutoring.ts';

const { seedNow } = tutoringDefaults;
const silent = { say: () => {} };

let postgres: Postgres;
let redis: RedisClient;
let stores: SeedStores;

beforeAll(async () => {
  ({ postgres, redis, stores } = await openSeedStores());
});
afterAll(async () => {
  redis.disconnect();
  await postgres.close();
});

describe('a tutoring school that was filled', () => {
  let summary: TutoringSummary;
  beforeAll(async () => {
    const made = await seedTutoring(stores, silent);
    if (made === null) throw new Error('there was one already');
    summary = made;
  });

  test('holds what the summary says, and its people sign in', async () => {
    const { tenant, cohort, places, events } = await asStored();
    expect(places).toHaveLength(summary.learners);
    expect(events).toHaveLength(summary.events);
    const sessions = events.flatMap(({ type, body }) => {
      const signals = body['session'] as
        | { outcome: string; highlights?: object[]; rating?: number }
        | undefined;
      return signals ? [{ type, ...signals }] : [];
    });
    const ended = sessions.filter(({ type }) => type === 'session_end');
    expect(sessions).toHaveLength(summary.sessions);
    expect(ended).toHaveLength(summary.completed);
    expect(ended.flatMap(({ highlights }) => highlights ?? [])).toHaveLength(summary.highlights);
    expect(ended.filter(({ rating }) => rating !== undefined)).toHaveLength(summary.feedback);
    const written = events.filter(({ type, body }) => type === 'message' && typeof body['text'] === 'string');
    expect(written).toHaveLength(summary.feedback);

    expect(cohort).toMatchObject({ name: lanternhill.cohort, learners: 20 });
    expect(await asTenant(stores.db, tenant, (tx) => retentionOf(tx, tenant))).toMatchObject({
      textDays: 3_650,
    });
    expect(await personWithRole(stores.db, tenant, 'admin')).toMatchObject({ name: lanternhill.admin.name });
    const body = { email: 'priya.shah@tutoring.demo', password: demoPassword };
    expect((await stores.accounts.api.signInEmail({ body })).user.name).toBe('Priya Shah');
  });

  test('has its sessions in the windows and scores, but no session that was missed', async () => {
    const { tenant, cohort, places, events } = await asStored();
    const packed = await readWindows(redis, tenant, cohort?.id ?? '', places);
    const windows = packed.map((window) => readWindow(window, seedNow, timeZone));
    const counted = windows.flatMap(({ days }) => days).reduce((sum, day) => sum + day, 0);
    const missed = events.filter(({ type, body }) => type === 'attendance' && body['session'] !== undefined);
    expect(missed).toHaveLength(150 - 132);
    expect(counted).toBe(events.length - missed.length);
    const absent = windows.flatMap(({ attendance }) => attendance.absent).reduce((sum, day) => sum + day, 0);
    expect(absent).toBeGreaterThan(0);
    expect(absent).toBeLessThanOrEqual(summary.missed.learner_no_show);
    const of = { enrolledAt: seedNow - 30 * 86_400_000, timeZone, scoring: usualScoring, outages: [] };
    const scores = windows.flatMap((window) => scoreOf(window, of) ?? []);
    expect(scores.length).toBeGreaterThan(15);
    expect(
      Math.max(...scores.map(({ value }) => value)) - Math.min(...scores.map(({ value }) => value)),
    ).toBeGreaterThan(20);
  });

  test('is not filled a second time', async () => {
    expect(await seedTutoring(stores, { ...silent, sessions: 15 })).toBeNull();
    expect((await asStored()).events).toHaveLength(summary.events);
  });
});

describe('a filling that ends half way', () => {
  test('leaves no school, and the same call makes it whole', async () => {
    await clearWhole(stores, lanternhill.slug);
    const stop = (step: string) => {
      if (step.startsWith('counting')) throw new Error('ended here');
    };
    await expect(seedTutoring(stores, { sessions: 15, say: stop })).rejects.toThrow('ended here');
    expect(await tenantBySlug(stores.db, lanternhill.slug)).toBeNull();
    const summary = await seedTutoring(stores, { ...silent, sessions: 15 });
    expect((await asStored()).events).toHaveLength(summary?.events ?? 0);
  });
});

async function asStored() {
  const tenant = await tenantBySlug(stores.db, lanternhill.slug);
  if (tenant === null) throw new Error('there is no tutoring school');
  return asTenant(stores.db, tenant, async (tx) => {
    const places = (await allEnrolments(tx, tenant)).map(({ enrolment }) => enrolment);
    const { items } = await cohortSummaries(tx, tenant, { size: 10 });
    const events = await eventsBefore(tx, tenant, places, new Date(seedNow), 10_000);
    return { tenant, cohort: items[0], places, events };
  });
}
