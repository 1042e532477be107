import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eq, inArray } from 'drizzle-orm';
import { asTenant } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { historyRows, storeEvents } from '#db/postgres/events.ts';
import { askForNudges } from '#db/postgres/nudge-decisions.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { stopKind } from '#db/postgres/nudge-stops.ts';
import { setRetention } from '#db/postgres/retention.ts';
import { cases, enrolments, learners, nudgeDecisions } from '#db/postgres/schema.ts';
import { dayMs } from '#engagement/day.ts';
import type { EventType } from '#engagement/event.ts';
import type { EffectReport, KindStop } from '#engagement/nudging/effect-report.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import { openRandom } from '#seed/random.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { createMetrics } from '#server/metrics.ts';
import { type Stores, openStores } from '#server/stores.ts';
import { type School, createSchool } from '#test/school.ts';
import { sessionCookieOf } from '#test/session-cookie.ts';
import { ownStores } from '#test/stores.ts';
import { decideNudges } from './decide-nudges.ts';
import { followUp } from './follow-up.ts';

const log = pino({ level: 'silent' });
const hourMs = 3_600_000;
/** When it is decided; everything else is counted from here. */
const asked = Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs;

/** Without workers: what they do is done here, at a time of our own. */
let product: { stores: Stores; app: ReturnType<typeof createApp> };
let origin: string;

beforeAll(async () => {
  const { databaseUrl, redisUrl } = await ownStores();
  const config = readConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  [origin] = config.origins;
  const stores = await openStores(config, log);
  product = { stores, app: createApp(stores, config, log, createMetrics()) };
});
afterAll(() => product?.stores.close());

describe('what became of a learner after a decision', () => {
  let own: School;

  beforeAll(async () => {
    own = await classOf('measured', 50);
  });

  test('is measured from the planned moment, of whoever was held out as well, once enough time has passed', async () => {
    await decideOn(own, 12, 'both');
    const rows = await decisionsOf(own, 'both');
    expect(new Set(rows.map(({ arm }) => arm)).size).toBe(2);
    expect(rows.every(({ sendAt }) => sendAt?.getTime() === asked)).toBe(true);
    const [late, early, second, mixed, nobody] = rows;
    await happen(own, late?.enrolmentId, [[30, 'login']]);
    await happen(own, early?.enrolmentId, [
      [23, 'content_view'],
      [60, 'assignment_submission'],
    ]);
    await happen(own, second?.enrolmentId, [[9 * 24, 'login']]);
    await happen(own, mixed?.enrolmentId, [
      [-2, 'login'],
      [10, 'message'],
      [11, 'attendance'],
      [80, 'login'],
      [15 * 24, 'login'],
    ]);
    const seen = (id: string | undefined) => ({ id, returned24: false, returned72: false, did: false });

    await follow(asked + dayMs + 30 * 60_000);
    expect((await decisionsOf(own, 'both')).every(({ returned24 }) => returned24 === null)).toBe(true);
    await follow(asked + dayMs + hourMs);
    expect(await decisionsOf(own, 'both')).toContainEqual(
      expect.objectContaining({ id: early?.id, returned24: true, returned72: null, active14: null }),
    );
    await follow(asked + 15 * dayMs);
    const after = await decisionsOf(own, 'both');
    expect(after).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...seen(late?.id), returned72: true, active14: false }),
        expect.objectContaining({ id: early?.id, returned24: true, returned72: true, did: true }),
        expect.objectContaining({ ...seen(second?.id), active14: true }),
        expect.objectContaining({ ...seen(mixed?.id), active14: false }),
        expect.objectContaining({ ...seen(nobody?.id), active14: false }),
      ]),
    );
    // Done again it changes nothing.
    expect(await followUp(product.stores.db, log, asked + 16 * dayMs)).toBe(0);
    expect(await decisionsOf(own, 'both')).toEqual(after);
  });

  test('is measured once more with what came late, and stays unknown where events may be gone', async () => {
    await decideOn(own, 2, 'late');
    const [one] = await decisionsOf(own, 'late');
    await follow(asked + 4 * dayMs);
    expect((await decisionsOf(own, 'late'))[0]).toMatchObject({ returned24: false, returned72: false });
    await happen(own, one?.enrolmentId, [[20, 'login']]);
    await asTenant(product.stores.db, own.tenant, (tx) => setRetention(tx, own.tenant, { eventDays: 10 }));
    await follow(asked + 15 * dayMs);
    expect((await decisionsOf(own, 'late'))[0]).toMatchObject({ returned24: false, active14: null });
    await asTenant(product.stores.db, own.tenant, (tx) => setRetention(tx, own.tenant, { eventDays: 400 }));
    await follow(asked + 15 * dayMs);
    expect((await decisionsOf(own, 'late'))[0]).toMatchObject({ returned24: true, returned72: true });
  });

  test('is for an offer of a mentor whether they asked', async () => {
    await decideOn(own, 2, 'asks');
    await asTenant(product.stores.db, own.tenant, async (tx) => {
      await tx
        .update(nudgeDecisions)
        .set({ kind: 'mentor_connection' })
        .where(eq(nudgeDecisions.period, 'asks'));
      const [row] = await tx.select().from(nudgeDecisions).where(eq(nudgeDecisions.period, 'asks'));
      if (row === undefined) throw new Error('nothing was decided');
      await tx.insert(cases).values({
        id: 'asked-case',
        tenantId: own.tenant,
        enrolmentId: row.enrolmentId,
        learnerId: row.learnerId,
        cohortId: row.cohortId,
        band: 'low',
        reasons: [],
        status: 'open',
        cause: 'asked',
        openedAt: new Date(asked + 5 * hourMs),
      });
    });
    await follow(asked + 4 * dayMs);
    const did = (await decisionsOf(own, 'asks')).map((row) => row.did);
    expect(did).toHaveLength(2);
    expect(did.filter((one) => one === true)).toHaveLength(1);
  });
});

describe('what nudges changed', () => {
  let own: School;

  /** A third comes back by themselves; of those who are nudged hardly anybody does. */
  beforeAll(async () => {
    own = await classOf('harm', 30);
    await decideOn(own, 240, 'first');
    const random = openRandom('harm');
    for (const { arm, enrolmentId } of await decisionsOf(own, 'first')) {
      const comes = random.chance(arm === 'treated' ? 0.03 : 0.7);
      if (comes) await happen(own, enrolmentId, [[10, 'login']]);
    }
    await follow(asked + 4 * dayMs);
  }, 60_000);

  test('is told to staff, by kind, with what speaks against trusting it', async () => {
    const report = await effectAs('mentor');
    const reminder = report.kinds.find(({ kind }) => kind === 'reminder');
    expect(reminder).toMatchObject({ verdict: 'harms', warnings: [], waiting: 0 });
    expect(reminder?.arms.treated.learners).toBeGreaterThan(140);
    expect((reminder?.arms.treated.learners ?? 0) + (reminder?.arms.held_out.learners ?? 0)).toBe(240);
    expect(reminder?.uplift?.high).toBeLessThan(-0.4);
    expect(reminder?.watched.high).toBeLessThan(0);
    expect(reminder?.programmes).toEqual([expect.objectContaining({ programme: own.programme })]);
    expect(report.kinds.find(({ kind }) => kind === 'peer_challenge')).toMatchObject({
      verdict: 'too_few',
      uplift: null,
      enoughInWeeks: null,
    });
    const later = await effectAs('mentor', `?since=${new Date(asked + dayMs).toISOString()}`);
    expect(later.kinds[0]?.arms.treated.learners).toBe(0);
    const ofBand = await effectAs('mentor', '?band=critical');
    expect(ofBand.kinds[0]?.arms.treated.learners).toBe(0);
  });

  test('harm stops the kind, until an admin ends the stop, and then only who is new counts', async () => {
    const kind = (await effectAs('admin')).kinds[0];
    expect(kind?.stop).toMatchObject({ kind: 'reminder', endedAt: null });
    expect(kind?.stop?.seen['treated']).toBe(kind?.arms.treated.learners);
    const [learner] = await decisionsOf(own, 'first');
    const again = learner && (await decideAgain(own, learner));
    expect(again).toMatchObject({ reason: 'stopped_for_harm', kind: null });

    expect((await end(kind?.stop?.id, 'manager')).status).toBe(403);
    expect((await end('no-such-stop', 'admin')).status).toBe(404);
    const ended = await end(kind?.stop?.id, 'admin');
    expect(ended).toMatchObject({ status: 200, body: { endedByName: own.people.admin.name } });
    // Fourteen days later all are measured again: they are none who came since.
    await follow(asked + 15 * dayMs);
    expect((await effectAs('admin')).kinds[0]?.stop).toEqual(ended.body);
  });

  test('is not told to learners, nor to another tenant, and of what was asked wrongly the field is named', async () => {
    const other = await classOf('elsewhere', 0);
    const cookie = await signIn(own.people.learner);
    expect((await askApi('/v1/nudges/effect', { cookie })).status).toBe(403);
    const manager = { cookie: await signIn(other.people.manager) };
    const foreign = await askApi(`/v1/nudges/effect?programme=${own.programme}`, manager);
    expect(foreign.status).toBe(404);
    const theirOwn = await askApi('/v1/nudges/effect', manager);
    expect(theirOwn.body.kinds.every(({ arms }) => arms.treated.learners === 0)).toBe(true);
    for (const field of ['band', 'since']) {
      const bad = await askApi(`/v1/nudges/effect?${field}=odd`, manager);
      expect(bad).toMatchObject({ status: 400, body: { error: { field } } });
    }
    await asTenant(product.stores.db, own.tenant, (tx) =>
      stopKind(tx, own.tenant, { kind: 'peer_challenge', seen: {} }, new Date()),
    );
    const { stop } = (await effectAs('admin')).kinds[2] ?? { stop: null };
    const admin = { cookie: await signIn(other.people.admin) };
    const theirs = await askApi(`/v1/nudges/stops/${stop?.id}/end`, admin, 'POST');
    expect(theirs.status).toBe(404);
  });

  async function effectAs(role: 'admin' | 'mentor', query = ''): Promise<EffectReport> {
    const cookie = await signIn(own.people[role]);
    const { status, body } = await askApi(`/v1/nudges/effect${query}`, { cookie });
    expect(status).toBe(200);
    return body;
  }

  async function end(id: string | undefined, role: 'admin' | 'manager') {
    const cookie = await signIn(own.people[role]);
    return askApi(`/v1/nudges/stops/${id}/end`, { cookie }, 'POST');
  }
});

/** A school that holds out so many. */
async function classOf(name: string, holdOutPercent: number): Promise<School> {
  const { db, accounts } = product.stores;
  const school = await createSchool(db, accounts, `follow-${name}`);
  const policy = {
    ...usualPolicy,
    quietHours: { from: 0, to: 0 },
    waitsForHabit: false,
    sparesDaysOff: false,
    holdOutPercent,
  };
  await asTenant(db, school.tenant, (tx) =>
    changePolicy(tx, school.tenant, { programme: null, policy, by: school.people.admin }, new Date()),
  );
  return school;
}

/** Decides on so many new learners at the same moment of the past, as the product would have then. */
async function decideOn({ tenant, cohort }: School, count: number, period: string): Promise<void> {
  const { db } = product.stores;
  const names = Array.from({ length: count }, (_, index) => `${period} ${index}`);
  const people = await asTenant(db, tenant, async (tx) => {
    const enrolledAt = new Date(asked - 30 * dayMs);
    await enrol(
      tx,
      tenant,
      cohort,
      names.map((name) => ({ externalId: name, name, enrolledAt })),
    );
    return tx
      .select({ learner: learners.id, enrolment: enrolments.id })
      .from(enrolments)
      .innerJoin(learners, eq(learners.id, enrolments.learnerId))
      .where(inArray(learners.externalId, names));
  });
  await ask(people, { tenant, cohort }, period);
  await decideNudges(db, { tenant, learners: people.map(({ learner }) => learner) }, log, asked);
}

async function decideAgain(
  { tenant, cohort }: School,
  { learnerId, enrolmentId }: { learnerId: string; enrolmentId: string },
) {
  const { db } = product.stores;
  await ask([{ learner: learnerId, enrolment: enrolmentId }], { tenant, cohort }, 'again');
  await decideNudges(db, { tenant, learners: [learnerId] }, log, asked + 4 * dayMs);
  const rows = await asTenant(db, tenant, (tx) =>
    tx.select().from(nudgeDecisions).where(eq(nudgeDecisions.period, 'again')),
  );
  return rows[0];
}

async function ask(
  people: { learner: string; enrolment: string }[],
  { tenant, cohort }: { tenant: string; cohort: string },
  period: string,
): Promise<void> {
  const about = { cohort, rule: 'work_due' as const, period, params: { day: 0 }, until: asked + 6 * dayMs };
  await asTenant(product.stores.db, tenant, (tx) =>
    askForNudges(
      tx,
      tenant,
      people.map((one) => ({ ...one, ...about })),
      new Date(asked),
    ),
  );
}

async function decisionsOf({ tenant }: School, period: string) {
  return asTenant(product.stores.db, tenant, (tx) =>
    tx.select().from(nudgeDecisions).where(eq(nudgeDecisions.period, period)).orderBy(nudgeDecisions.id),
  );
}

/** Hours after the planned moment. */
async function happen(
  { tenant, cohort }: School,
  enrolment: string | undefined,
  events: [hours: number, type: EventType][],
): Promise<void> {
  const rows = events.map(([hours, type]) => {
    const at = asked + hours * hourMs;
    return { enrolment: enrolment ?? '', event: { id: `${enrolment} ${hours}`, learner: 'x', type, at } };
  });
  const receivedAt = asked;
  const batch = { tenant, cohort, source: 'lms', receivedAt, rows };
  await storeEvents(product.stores.db, historyRows(batch), Date.now());
}

async function follow(now: number): Promise<void> {
  while ((await followUp(product.stores.db, log, now)) > 0);
}

function signIn({ id }: { id: string }): Promise<string> {
  return sessionCookieOf(product.stores.accounts, id);
}

async function askApi(
  path: string,
  { cookie }: { cookie: string },
  method: 'GET' | 'POST' = 'GET',
): Promise<{ status: number; body: EffectReport & KindStop }> {
  const response = await product.app.request(origin + path, { method, headers: { origin, cookie } });
  return { status: response.status, body: (await response.json()) as EffectReport & KindStop };
}
