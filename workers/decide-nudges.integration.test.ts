import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccounts } from '#db/postgres/accounts.ts';
import { type TenantTransaction, asTenant, openPostgres, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { historyRows, storeEvents } from '#db/postgres/events.ts';
import { addItems } from '#db/postgres/items.ts';
import { keepHours } from '#db/postgres/mentors.ts';
import { type DecisionRow, askForNudges } from '#db/postgres/nudge-decisions.ts';
import { nudgeFactsOf } from '#db/postgres/nudge-facts.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { changePreferences } from '#db/postgres/nudge-preferences.ts';
import { nudgeDecisions, nudges } from '#db/postgres/schema.ts';
import { type RedisClient, openRedis } from '#db/redis/connect.ts';
import { dayMs, dayOf } from '#engagement/day.ts';
import type { EventType, LearnerEvent } from '#engagement/event.ts';
import { type NudgeRule, decideNudge } from '#engagement/nudge.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import type { Weekday } from '#engagement/scoring.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { openChannels } from './channels/channels.ts';
import { decideNudges } from './decide-nudges.ts';
import { runJobs } from './jobs.ts';

const log = pino({ level: 'silent' });
const hourMs = 3_600_000;
/** Whole, as the database keeps it. */
const now = Math.floor(Date.now() / 1_000) * 1_000;
const zones = ['Europe/Berlin', 'America/St_Johns', null];
const rules: NudgeRule[] = ['quiet_days', 'low_results', 'working_together', 'work_due', 'high_risk'];

let product: Awaited<ReturnType<typeof openPostgres>>;
let databaseUrl: string;
let redis: RedisClient;

beforeAll(async () => {
  const stores = await ownStores();
  ({ databaseUrl } = stores);
  product = await openPostgres(databaseUrl);
  redis = openRedis(stores.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await product?.close();
});

interface Person {
  learner: string;
  enrolment: string;
}

describe('learners who are decided on together', () => {
  test('are each decided on by what is known of them alone, and deciding again comes to the same', async () => {
    const { own, people } = await schoolOf('together', 15);
    await ask(own, people, (index) => [rules[index % rules.length] ?? 'quiet_days']);
    const before = await decisionsOf(own);
    const alone = new Map<string, unknown>();
    for (const row of before) alone.set(row.id, await inTenant(own, (tx) => nudgeFactsOf(tx, row, now)));

    await decideAll(own, people);
    const after = await decisionsOf(own);
    expect(after).toHaveLength(15);
    for (const row of after) expect(row.facts).toEqual(alone.get(row.id));
    for (const row of after) expect(decisionIn(row)).toEqual(decidedAgain(row));
    // It is not as if they were all alike.
    expect(new Set(after.map(({ facts }) => JSON.stringify(facts?.habit))).size).toBeGreaterThan(5);
    expect(new Set(after.map(({ facts }) => facts?.timeZone)).size).toBeGreaterThan(1);
    for (const kind of ['micro_assessment', 'peer_challenge', 'mentor_connection'] as const)
      expect(after.some(({ facts }) => facts?.offers[kind] !== undefined)).toBe(true);
    const low = after.filter(({ rule }) => rule === 'low_results').map(({ facts }) => facts?.offers);
    const named = low.filter((offers) => offers?.reminder?.['skill'] !== undefined);
    expect(named.length).toBeGreaterThan(0);
    for (const offers of named) expect(offers?.micro_assessment?.['skill']).toBe(offers?.reminder?.['skill']);
    expect(after.some(({ facts }) => facts?.isDone)).toBe(true);
    expect(after.some(({ facts }) => facts?.past.some(({ returned }) => returned === true))).toBe(true);
  });

  test('have what asks for several reasons decided one after the other, the second by what came of the first', async () => {
    const { own, people } = await schoolOf('several', 6, { holdOutPercent: 40 });
    await ask(own, people, () => ['low_results', 'quiet_days', 'work_due']);
    await decideAll(own, people);
    const rows = await decisionsOf(own);
    for (const { learner } of people) {
      const [first, second, third] = rows
        .filter((row) => row.learnerId === learner)
        .toSorted((one, other) => ruleOrder(one) - ruleOrder(other));
      expect([first?.rule, second?.rule, third?.rule]).toEqual(['work_due', 'quiet_days', 'low_results']);
      const pasts = [first, second, third].map((row) => row?.facts?.past.length ?? 0);
      const came = [first, second].map((row) => Number(row?.nudgeId !== null));
      expect(pasts).toEqual([1, 1 + (came[0] ?? 0), 1 + (came[0] ?? 0) + (came[1] ?? 0)]);
      expect(Object.keys(second?.facts?.arms ?? {})).toEqual(first?.kind ? [first.kind] : []);
      // Read after all of it was stored, the last one's facts are the same, but for the arm that came of it.
      const read = third && (await inTenant(own, (tx) => nudgeFactsOf(tx, third, now)));
      expect({ ...read, arms: null }).toEqual({ ...third?.facts, arms: null });
    }
    for (const row of rows) expect(decisionIn(row)).toEqual(decidedAgain(row));
  });

  test('are decided on once and within their caps, however many jobs name them at once', async () => {
    const { own, people } = await schoolOf('caps', 10, { perDay: 1, perWeek: 2 });
    await ask(own, people, () => rules);
    const lists = [people, people.toReversed(), people.slice(5), people.slice(0, 5), people];
    await Promise.all(lists.map((some) => decideAll(own, some)));
    const rows = await decisionsOf(own);
    expect(rows).toHaveLength(50);
    expect(rows.every(({ decidedAt }) => decidedAt !== null)).toBe(true);
    const sent = await inTenant(own, (tx) => tx.select().from(nudges));
    for (const { learner } of people) {
      const days = sent
        .filter((one) => one.learnerId === learner && one.deliveredAt === null)
        .map(({ dueAt }) => dayOf(dueAt.getTime(), 'UTC'));
      expect(days.length).toBeLessThanOrEqual(2);
    }
    // A job for each nudge, and none without.
    const planned = sent.filter(({ deliveredAt }) => deliveredAt === null);
    expect(planned.length).toBeGreaterThan(5);
    expect(await jobsOf(own, 'deliver_nudge')).toBe(planned.length);
    for (const row of rows) expect(decisionIn(row)).toEqual(decidedAgain(row));
  });

  test('wait together where they are asked about one by one, and none is forgotten', async () => {
    const { own, people } = await schoolOf('waiting', 12);
    for (const one of people) await ask(own, [one], () => ['work_due']);
    const jobs = await jobsOf(own, 'decide_nudges');
    expect(jobs).toBeGreaterThan(0);
    expect(jobs).toBeLessThanOrEqual(4);
    const channels = await openChannels(product.db, {
      mail: null,
      origin: 'http://127.0.0.1',
      vapidPrivateKey: null,
      allowsLoopback: true,
    });
    const running = runJobs(databaseUrl, product.db, redis, log, channels);
    try {
      await expect
        .poll(async () => (await decisionsOf(own)).filter(({ decidedAt }) => decidedAt === null), {
          timeout: 10_000,
        })
        .toEqual([]);
    } finally {
      await running.stop();
      channels.close();
    }
  });

  test('leave nothing behind where storing fails for one, who then holds up nobody else', async () => {
    const { own, people } = await schoolOf('trouble', 5);
    await ask(own, people, () => ['work_due']);
    const [bad] = people;
    const owner = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    try {
      // At the last thing that is stored of a decision.
      await owner.unsafe(`
        create function refuse() returns trigger language plpgsql as $$
        begin if new.learner_id = '${bad?.learner}' then raise exception 'not this one'; end if; return new; end $$;
        create trigger refuse before insert on nudge_arms for each row execute function refuse()`);
      const jobsBefore = await jobsOf(own, 'decide_nudges');
      await decideAll(own, people);
      expect(
        (await decisionsOf(own)).every(({ decidedAt, nudgeId }) => (decidedAt ?? nudgeId) === null),
      ).toBe(true);
      expect(await inTenant(own, (tx) => tx.$count(nudges))).toBe(5);
      expect(await jobsOf(own, 'deliver_nudge')).toBe(0);
      expect(await jobsOf(own, 'decide_nudges')).toBe(jobsBefore + 5);

      await expect(decideAll(own, people.slice(0, 1))).rejects.toThrow('Failed query');
      for (const one of people.slice(1)) await decideAll(own, [one]);
      const rows = await decisionsOf(own);
      expect(rows.filter(({ decidedAt }) => decidedAt === null).map(({ learnerId }) => learnerId)).toEqual([
        bad?.learner,
      ]);
      expect(await jobsOf(own, 'deliver_nudge')).toBe(4);
    } finally {
      await owner.unsafe('drop trigger if exists refuse on nudge_arms; drop function if exists refuse()');
      await owner.end();
    }
  });
});

/** A school whose learners have all that a decision goes by: a history, a nudge before, wishes of their own, offers. */
async function schoolOf(
  name: string,
  count: number,
  policy: Partial<typeof usualPolicy> = {},
): Promise<{ own: School; people: Person[] }> {
  const { db } = product;
  const accounts = openAccounts(db, {
    origins: ['http://127.0.0.1'],
    secret: 'a secret that is long enough',
  });
  const own = await createSchool(db, accounts, `decide-${name}`);
  const { tenant, cohort, programme } = own;
  const by = own.people.admin;
  const people = await inTenant(own, async (tx) => {
    const whole = { ...usualPolicy, holdOutPercent: 0, ...policy };
    await changePolicy(tx, tenant, { programme: null, policy: whole, by }, new Date());
    const names = Array.from({ length: count }, (_, index) => `${name} ${index}`);
    await enrol(
      tx,
      tenant,
      cohort,
      names.map((one) => ({ externalId: one, name: one, enrolledAt: new Date(now - 60 * dayMs) })),
    );
    const hours = ([1, 2, 3, 4, 5, 6, 7] as Weekday[]).map((weekday) => ({ weekday, from: 540, to: 1_020 }));
    await keepHours(tx, tenant, own.people.mentor.id, { about: null, timeZone: 'UTC', hours }, new Date(now));
    const item = { question: 'What?', choices: ['this', 'that'], right: 0, because: 'So.' };
    const items = ['Fractions', 'Division'].flatMap((skill) => [1, 2, 3].map(() => ({ skill, ...item })));
    await addItems(tx, tenant, programme, items, { ...by, at: new Date(now) });
    return rowsOf<Person>(
      tx,
      sql`select l.id as learner, e.id as enrolment from enrolments e join learners l on l.id = e.learner_id
          where l.external_id like ${`${name} %`} order by length(l.external_id), l.external_id`,
    );
  });
  await storeEvents(
    db,
    people.flatMap(({ enrolment }, index) => {
      const event = (id: string, at: number, type: EventType, more: Partial<LearnerEvent> = {}) => ({
        enrolment,
        event: { id: `${enrolment} ${id}`, learner: 'x', at, type, ...more },
      });
      const rows = Array.from({ length: 12 + index }, (_, number) => {
        const at = now - (3 + number) * dayMs - ((index * 7 + number) % 11) * hourMs;
        const skill = number % 2 === 0 ? 'Fractions' : 'Division';
        return event(`${number}`, at, 'answer', { skill, correct: (index + number) % 3 === 0 });
      });
      // One in four comes back as soon as they are asked about.
      if (index % 4 === 0) rows.push(event('back', now + 1_000, 'login'));
      return historyRows({ tenant, cohort, source: 'lms', receivedAt: now, rows });
    }),
    now,
  );
  await inTenant(own, async (tx) => {
    for (const [index, { learner, enrolment }] of people.entries()) {
      const timeZone = zones[index % zones.length] ?? null;
      const wants = { timeZone, joinsChallenges: index % 5 === 2 || index % 7 === 2 };
      await changePreferences(tx, tenant, learner, wants, new Date(now));
      const at = new Date(now - (8 + (index % 3)) * dayMs);
      await tx.insert(nudges).values({
        id: `${name}-${index}`,
        tenantId: tenant,
        learnerId: learner,
        enrolmentId: enrolment,
        cohortId: cohort,
        kind: 'reminder',
        rule: 'quiet_days',
        period: 'before',
        params: {},
        createdAt: at,
        dueAt: at,
        deliveredAt: at,
      });
    }
  });
  return { own, people };
}

async function ask(own: School, people: Person[], rulesFor: (index: number) => NudgeRule[]): Promise<void> {
  const asked = people.flatMap((one, index) =>
    rulesFor(index).map((rule) => ({
      ...one,
      cohort: own.cohort,
      rule,
      period: 'now',
      params: rule === 'work_due' ? { day: dayOf(now, 'UTC') + 2 } : {},
      until: now + 5 * dayMs,
    })),
  );
  await inTenant(own, (tx) => askForNudges(tx, own.tenant, asked, new Date(now)));
}

function decideAll({ tenant }: School, people: Person[]): Promise<void> {
  return decideNudges(product.db, { tenant, learners: people.map(({ learner }) => learner) }, log, now);
}

function inTenant<T>({ tenant }: School, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return asTenant(product.db, tenant, work);
}

function decisionsOf(own: School): Promise<DecisionRow[]> {
  return inTenant(own, (tx) => tx.select().from(nudgeDecisions).orderBy(nudgeDecisions.id));
}

/** Of this school's jobs. */
async function jobsOf({ tenant }: School, task: string): Promise<number> {
  const owner = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const [row] = await owner<{ jobs: number }[]>`
    select count(*)::int as jobs from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${task} and j.payload::text like ${`%${tenant}%`}`;
  await owner.end();
  return row?.jobs ?? 0;
}

function ruleOrder({ rule }: DecisionRow): number {
  return ['work_due', 'quiet_days', 'low_results'].indexOf(rule);
}

function decisionIn({ reason, kind, arm, sendAt, candidates }: DecisionRow) {
  return { reason, kind, arm, sendAt: sendAt?.getTime() ?? null, candidates };
}

function decidedAgain({ facts }: DecisionRow) {
  if (facts === null) throw new Error('it was not decided');
  const { reason, kind, arm, sendAt, candidates } = decideNudge(facts);
  return { reason, kind, arm, sendAt, candidates };
}
