import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Alert, AlertDecision } from '#engagement/alert.ts';
import { createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { openAccounts } from './accounts.ts';
import { alertDetail, alertsBefore } from './alert-list.ts';
import { type AlertMove, isOtherOpen, moveAlerts } from './alert-moves.ts';
import { easeAlerts, raiseAlerts } from './alerts.ts';
import { type Postgres, asTenant, openPostgres } from './connect.ts';
import { placesOf } from './enrolments.ts';
import { alertSteps, alerts } from './schema.ts';

let postgres: Postgres;
let tenant: string;
let maya: string;
let jonas: string;
const by = { id: 'm', name: 'Ana' };
const start = Date.parse('2026-03-02T10:00:00Z');
const dayMs = 86_400_000;
const onDay = (day: number) => new Date(start + day * dayMs);

const quiet: AlertDecision = { type: 'lms_inactivity', severity: 'high', trigger: { silentDays: 2 } };
const gone: AlertDecision = { type: 'lms_inactivity', severity: 'critical', trigger: { silentDays: 14 } };
const missed: AlertDecision = { type: 'attendance', severity: 'high', trigger: { missed: 3, sessions: 5 } };

beforeAll(async () => {
  postgres = await openPostgres((await ownStores()).databaseUrl);
  const accounts = openAccounts(postgres.db, { origins: ['http://127.0.0.1'], secret: 'of this test' });
  const school = await createSchool(postgres.db, accounts, 'alerted');
  tenant = school.tenant;
  const places = await asTenant(postgres.db, tenant, (tx) =>
    placesOf(tx, tenant, [school.cohort], ['maya', 'jonas']),
  );
  maya = places.get('maya')?.[0]?.enrolment ?? '';
  jonas = places.get('jonas')?.[0]?.enrolment ?? '';
});
beforeEach(() =>
  asTenant(postgres.db, tenant, async (tx) => {
    await tx.delete(alertSteps);
    await tx.delete(alerts);
  }),
);
afterAll(() => postgres.close());

describe('an alert', () => {
  test('is raised once with the score of that moment, and the same news changes nothing', async () => {
    await raise(onDay(0), [quiet, missed]);
    const before = await all();
    expect(before).toMatchObject([{ score: 41.5 }, { score: 41.5 }]);
    expect(before.map((alert) => alert.status)).toEqual(['active', 'active']);
    const told = await jobs();
    // Key order is not news.
    await raise(onDay(1), [quiet, { ...missed, trigger: { sessions: 5, missed: 3 } }]);
    expect(await all()).toEqual(before);
    expect(await jobs()).toBe(told);
  });

  test('takes newer figures, worsens, and never gets milder by itself', async () => {
    await raise(onDay(0), [quiet]);
    await raise(onDay(1), [{ ...quiet, trigger: { silentDays: 3 } }]);
    expect(await one()).toMatchObject({ severity: 'high', trigger: { silentDays: 3 }, steps: [{}] });
    await raise(onDay(12), [gone]);
    await raise(onDay(13), [{ ...quiet, trigger: { silentDays: 1 } }]);
    const alert = await one();
    expect(alert).toMatchObject({ severity: 'critical', trigger: { silentDays: 1 } });
    expect(alert.raisedAt).toBe(onDay(0).toISOString());
    expect(alert.refreshedAt).toBe(onDay(13).toISOString());
    expect(alert.steps.map(({ step, severity, by: who }) => [step, severity, who])).toEqual([
      ['raised', 'high', null],
      ['worsened', 'critical', null],
    ]);
  });

  test('that is no longer so says since when, once, and takes it back when it is so again', async () => {
    await raise(onDay(0), [quiet, missed]);
    await ease(onDay(1), [{ enrolment: maya, types: ['attendance'] }]);
    await ease(onDay(2), [{ enrolment: maya, types: ['attendance'] }]);
    const [, eased] = (await all()).toSorted((a, b) => a.type.localeCompare(b.type));
    expect(eased).toMatchObject({
      type: 'lms_inactivity',
      status: 'active',
      easedAt: onDay(1).toISOString(),
    });
    expect(await stepsOf(eased)).toEqual(['raised', 'eased']);
    await raise(onDay(3), [quiet]);
    expect(await stepsOf(eased)).toEqual(['raised', 'eased']);
    expect((await all()).map((alert) => alert.easedAt)).toEqual([null, null]);
  });

  test('of somebody else is not eased, and one that nobody looked at is not either', async () => {
    await raise(onDay(0), [quiet]);
    await ease(onDay(1), [{ enrolment: jonas, types: [] }]);
    expect((await one()).easedAt).toBeNull();
  });

  test('of every change is announced by a job of the same transaction, many in one', async () => {
    const before = await jobs();
    await raise(onDay(0), [quiet, missed]);
    expect(await jobs()).toBe(before + 1);
    await expect(
      asTenant(postgres.db, tenant, async (tx) => {
        await raiseAlerts(tx, tenant, [{ ...quiet, enrolment: jonas, score: null }], onDay(1));
        throw new Error('the worker dies here');
      }),
    ).rejects.toThrow('the worker dies here');
    expect(await jobs()).toBe(before + 1);
    expect(await all()).toHaveLength(2);
  });

  test('raised by two workers at once is one, and the worse severity holds', async () => {
    for (let round = 0; round < 10; round++) {
      const at = onDay(round * 20);
      await Promise.all([raise(at, [gone]), raise(at, [quiet, missed]), raise(at, [gone, missed])]);
      const open = (await all()).filter((alert) => alert.status === 'active');
      expect(open.map((alert) => alert.type).toSorted()).toEqual(['attendance', 'lms_inactivity']);
      const silent = open.find((alert) => alert.type === 'lms_inactivity');
      expect(silent?.severity).toBe('critical');
      const steps = await stepsOf(silent);
      expect([['raised'], ['raised', 'worsened']]).toContainEqual(steps);
      await move(open, { move: 'resolve', notes: null }, at);
    }
  });
});

describe('an alert that was answered', () => {
  test('is not raised again at once, but when it is worse or has lasted', async () => {
    await raise(onDay(0), [quiet]);
    await move(await all(), { move: 'resolve', notes: 'called' }, onDay(0));
    await raise(onDay(1), [{ ...quiet, trigger: { silentDays: 3 } }]);
    expect(await all()).toHaveLength(1);
    await raise(onDay(2), [gone]);
    expect(await all()).toHaveLength(2);
    await move(await all(), { move: 'dismiss', notes: null, reason: 'known_reason' }, onDay(2));
    await raise(onDay(8), [gone]);
    expect(await all()).toHaveLength(2);
    await raise(onDay(9), [gone]);
    expect(await all()).toHaveLength(3);
  });

  test('may be opened again, unless another of its kind is open', async () => {
    await raise(onDay(0), [quiet]);
    const [first] = await all();
    await move(await all(), { move: 'resolve', notes: null }, onDay(0));
    await raise(onDay(4), [quiet]);
    expect(await move(first ? [first] : [], { move: 'reopen', notes: null }, onDay(4))).toEqual(new Set());
    const open = (await all()).filter((alert) => alert.status === 'active');
    await move(
      open,
      { move: 'dismiss', notes: 'on holiday: back on Monday', reason: 'known_reason' },
      onDay(5),
    );
    expect((await all())[0]).toMatchObject({ reason: 'known_reason', notes: 'on holiday: back on Monday' });
    // Of both at once only one fits.
    const reopened = await move(await all(), { move: 'reopen', notes: null }, onDay(6));
    expect([...reopened]).toEqual([(await all())[0]?.id]);
    expect((await all())[0]).toMatchObject({ status: 'active', handledBy: null, reason: null, notes: null });
  });

  test('opened again at the moment another is raised leaves one open', async () => {
    await raise(onDay(0), [quiet]);
    const [first] = await all();
    await move(await all(), { move: 'resolve', notes: null }, onDay(0));
    const tries = await Promise.allSettled([
      move(first ? [first] : [], { move: 'reopen', notes: null }, onDay(5)),
      raise(onDay(5), [quiet]),
    ]);
    const failures = tries.flatMap((tried): unknown[] => (tried.status === 'rejected' ? [tried.reason] : []));
    expect(failures.filter((error) => !isOtherOpen(error))).toEqual([]);
    expect((await all()).filter((alert) => alert.status === 'active')).toHaveLength(1);
  });
});

function raise(now: Date, decided: AlertDecision[]): Promise<void> {
  const wanted = decided.map((alert) => ({ ...alert, enrolment: maya, score: 41.5 }));
  return asTenant(postgres.db, tenant, (tx) => raiseAlerts(tx, tenant, wanted, now));
}

function ease(now: Date, stillRaised: Parameters<typeof easeAlerts>[2]): Promise<void> {
  return asTenant(postgres.db, tenant, (tx) => easeAlerts(tx, tenant, stillRaised, now));
}

function move(which: Alert[], how: AlertMove, now: Date): Promise<Set<string>> {
  const ids = which.map((alert) => alert.id);
  return asTenant(postgres.db, tenant, (tx) => moveAlerts(tx, tenant, ids, how, by, now));
}

async function all(): Promise<Alert[]> {
  return (await asTenant(postgres.db, tenant, (tx) => alertsBefore(tx, tenant, { size: 100 }))).items;
}

async function one() {
  const found = await all();
  expect(found).toHaveLength(1);
  const detail = await asTenant(postgres.db, tenant, (tx) =>
    alertDetail(tx, tenant, found[0]?.id ?? '', onDay(100)),
  );
  if (!detail) throw new Error('the alert is gone');
  return detail;
}

async function stepsOf(alert: Alert | undefined): Promise<string[]> {
  const detail = await asTenant(postgres.db, tenant, (tx) =>
    alertDetail(tx, tenant, alert?.id ?? '', onDay(100)),
  );
  return detail?.steps.map(({ step }) => step) ?? [];
}

/** The runtime role may add jobs and not read them; the owner may. */
async function jobs(): Promise<number> {
  return postgres.pool.begin(async (sql) => {
    await sql`set local role none`;
    const rows = await sql`select from graphile_worker.jobs where task_identifier = 'announce_alerts'`;
    return rows.length;
  });
}
