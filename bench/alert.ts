import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type DueEnrolment, markDue } from '#db/redis/due.ts';
import type { Bench } from './bench.ts';
import { type Histogram, createHistogram } from './histogram.ts';
import { type Row, row, written } from './row.ts';
import { createSchool } from './school.ts';
import type { Stand } from './stand.ts';
import { writeTerm } from './term.ts';

const usualLearners = 10_000;
const usualAlerts = 200;
const quickAlerts = 20;
const lookEveryMs = 2;
const missed = 2;

/** How long it takes from the events that cause an alert to the alert: nobody else has anything to be looked at for, or everybody has. */
export async function alert({ stand, settings, say }: Bench): Promise<Row[]> {
  const learners = settings.learners ?? usualLearners;
  const alerts = settings.isQuick ? quickAlerts : usualAlerts;
  const school = await createSchool(stand, learners);
  const all = await writeTerm(stand, school);
  const server = await stand.start('server/main.ts');
  await stand.start('workers/main.ts');
  await lookedAt(stand, school.tenant, all);
  const missing = await withoutAlert(stand, school.tenant);
  const send = senderTo(server.port, school.sourceKey);

  const limit = await commits(stand, alerts);
  say(`${written(alerts)} alerts, one after the other`);
  const quiet = createHistogram();
  for (let one = 0; one < alerts; one++) {
    quiet.add(await raise(stand, school.tenant, send, missing[one] ?? '', `quiet ${one}`));
  }
  say(`the same while all ${written(learners)} are looked at again and again`);
  const busy = createHistogram();
  for (let one = 0; one < alerts; one++) {
    await markDue(stand.redis, all, Date.now());
    busy.add(await raise(stand, school.tenant, send, missing[alerts + one] ?? '', `busy ${one}`));
  }
  return [
    ...latencies('event to alert', quiet, limit),
    ...latencies(`event to alert, ${written(learners)} due`, busy, limit),
  ];
}

/** Everybody is looked at for the first time: what is raised then is of the past. */
async function lookedAt({ db, redis }: Stand, tenant: string, all: DueEnrolment[]): Promise<void> {
  await markDue(redis, all, Date.now());
  for (;;) {
    const [looked] = await asTenant(db, tenant, (tx) =>
      rowsOf<{ count: number }>(tx, sql`select count(*)::int as count from assessments`),
    );
    if ((looked?.count ?? 0) >= all.length) return;
    await pause(lookEveryMs);
  }
}

function latencies(name: string, took: Histogram, limit: Histogram): Row[] {
  return [0.5, 0.99].map((share) =>
    row(`${name}, p${100 * share}`, 'ms', took.percentile(share), limit.percentile(share)),
  );
}

type Send = (events: object[]) => Promise<void>;

function senderTo(port: number, key: string): Send {
  return async (events) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    if (answer.status !== 202)
      throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
  };
}

/** Two sessions missed, and the wait until somebody who asks for the alert is told of it. */
async function raise(
  { db }: Stand,
  tenant: string,
  send: Send,
  learner: string,
  id: string,
): Promise<number> {
  const began = performance.now();
  const at = new Date().toISOString();
  const absent = Array.from({ length: missed }, (_, index) => ({
    id: `${id} ${index}`,
    learner,
    type: 'attendance',
    at,
    attendance: { status: 'absent' },
  }));
  await send(absent);
  for (;;) {
    const raised = await asTenant(db, tenant, (tx) =>
      rowsOf(
        tx,
        sql`select from alerts
            join enrolments on enrolments.id = alerts.enrolment_id
            join learners on learners.id = enrolments.learner_id
            where learners.external_id = ${learner} and alerts.type = 'attendance'`,
      ),
    );
    if (raised.length > 0) return performance.now() - began;
    await pause(lookEveryMs);
  }
}

/** Whoever has an alert of the kind from the past of their term needs no other. */
async function withoutAlert({ db }: Stand, tenant: string): Promise<string[]> {
  const rows = await asTenant(db, tenant, (tx) =>
    rowsOf<{ id: string }>(
      tx,
      sql`select external_id as id from learners
          where id not in (select learner_id from enrolments join alerts on alerts.enrolment_id = enrolments.id
            where alerts.type = 'attendance')
          order by external_id`,
    ),
  );
  return rows.map(({ id }) => id);
}

/** The least that keeps an event and then an alert: two commits, one after the other. */
async function commits({ owner }: Stand, times: number): Promise<Histogram> {
  const took = createHistogram();
  await owner`create table kept (id text)`;
  for (let one = 0; one < times; one++) {
    const began = performance.now();
    await owner`insert into kept values ('event')`;
    await owner`insert into kept values ('alert')`;
    took.add(performance.now() - began);
  }
  await owner`drop table kept`;
  return took;
}
