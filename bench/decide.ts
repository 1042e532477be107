import { cpuUsage } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { pino } from 'pino';
import postgres from 'postgres';
import { newId } from '#db/id.ts';
import { type Database, type TenantTransaction, addJobs, asTenant } from '#db/postgres/connect.ts';
import { askForNudges } from '#db/postgres/nudge-decisions.ts';
import { openChannels } from '#workers/channels/channels.ts';
import { runJobs } from '#workers/jobs.ts';
import type { Bench } from './bench.ts';
import { createNudgedSchool, occasionsIn } from './decide-school.ts';
import { type Row, median, row, written } from './row.ts';
import type { Stand } from './stand.ts';

const usualLearners = 1_000;
const quickLearners = 200;
const usualRuns = 3;
const lookEveryMs = 5;
/** As many as a worker's jobs at once. */
const lanes = 4;
/** Alone it takes so much longer that some of them tell enough. */
const aloneOneIn = 5;

/**
 * How many nudges a worker decides on in a second, beside the writing of the same decisions and nothing else; of many who
 * are looked at together, and of learners each of whom is looked at alone.
 */
export async function decide({ stand, settings, say }: Bench): Promise<Row[]> {
  const learners = settings.isQuick ? quickLearners : usualLearners;
  const runs = settings.isQuick ? 1 : usualRuns;
  say(`${written(learners)} learners with a history, who were nudged before`);
  const { tenant } = await createNudgedSchool(stand, learners);
  const worker = await openWorker(stand);
  try {
    const [together, alone, limit]: [Timed[], Timed[], Timed[]] = [[], [], []];
    for (let run = 0; run < runs; run++) {
      together.push(await decided(stand, worker, tenant, `together ${run}`, looksAtOnce));
      alone.push(await decided(stand, worker, tenant, `alone ${run}`, 1));
      limit.push(await writtenAgain(stand, tenant, `together ${run}`));
      const said = [together, alone, limit].map((some) => written(some.at(-1)?.perSecond ?? 0));
      say(
        `  run ${run + 1} of ${runs}: together ${said[0]}, alone ${said[1]}, only written ${said[2]} a second`,
      );
    }
    return [
      ...rowsOf('asked for together', together, limit),
      ...rowsOf('each asked for alone', alone, limit),
    ];
  } finally {
    await worker.close();
  }
}

/** As many as a worker looks at together. */
const looksAtOnce = 1_600;

interface Timed {
  perSecond: number;
  statements: number;
  cpuMs: number;
}

function rowsOf(name: string, some: Timed[], limit: Timed[]): Row[] {
  const middle = (all: Timed[], of: keyof Timed) => median(all.map((one) => one[of]));
  return [
    row(name, 'decisions/s', middle(some, 'perSecond'), middle(limit, 'perSecond')),
    row(`${name}, statements`, 'a decision', middle(some, 'statements'), middle(limit, 'statements')),
    row(`${name}, worker's CPU`, 'ms a decision', middle(some, 'cpuMs'), middle(limit, 'cpuMs')),
  ];
}

interface Worker {
  statements: () => number;
  run: () => { stop: () => Promise<void> };
  close: () => Promise<void>;
}

/** What runs the jobs, as workers do, on connections whose statements are counted. */
async function openWorker({ databaseUrl, redis }: Stand): Promise<Worker> {
  let statements = 0;
  const pool = postgres(databaseUrl, {
    max: 10,
    onnotice: () => {},
    connection: { role: 'holdfast_app' },
    debug: () => statements++,
  });
  const db: Database = drizzle(pool, { casing: 'snake_case' });
  const log = pino({ level: 'error' });
  const own = { mail: null, origin: 'http://127.0.0.1', vapidPrivateKey: null, allowsLoopback: true };
  const channels = await openChannels(db, own);
  return {
    statements: () => statements,
    run: () => runJobs(databaseUrl, db, redis, log, channels),
    async close() {
      channels.close();
      await pool.end({ timeout: 1 });
    },
  };
}

/** Asks about everybody, so many in a transaction, and then has all of it decided. */
async function decided(
  stand: Stand,
  worker: Worker,
  tenant: string,
  period: string,
  atOnce: number,
): Promise<Timed> {
  const all = await occasionsIn(stand, tenant, period);
  const groups = [...Map.groupBy(all, ({ learner }) => learner).values()];
  const people = atOnce === 1 ? groups.slice(0, groups.length / aloneOneIn) : groups;
  const asked = people.flat();
  for (let start = 0; start < people.length; start += atOnce) {
    const some = people.slice(start, start + atOnce).flat();
    await asTenant(stand.db, tenant, (tx) => askForNudges(tx, tenant, some, new Date()));
  }
  return timed(asked.length, worker.statements, async () => {
    const jobs = worker.run();
    while (await isWaiting(stand)) await pause(lookEveryMs);
    await jobs.stop();
  });
}

async function isWaiting({ owner }: Stand): Promise<boolean> {
  const [found] = await owner`select from nudge_decisions where decided_at is null limit 1`;
  return found !== undefined;
}

async function timed(of: number, statements: () => number, work: () => Promise<void>): Promise<Timed> {
  const [began, before, counted] = [performance.now(), cpuUsage(), statements()];
  await work();
  const { user, system } = cpuUsage(before);
  return {
    perSecond: (1_000 * of) / (performance.now() - began),
    statements: (statements() - counted) / of,
    cpuMs: (user + system) / 1_000 / of,
  };
}

/** Enough that a transaction costs nothing beside what it writes. */
const rowsAtOnce = 50;

/** The same decisions, nudges and jobs written as fast as PostgreSQL takes them, with nothing asked before. */
async function writtenAgain({ db, owner }: Stand, tenant: string, period: string): Promise<Timed> {
  const ids = await owner<{ id: string; facts: unknown; nudge: string | null }[]>`
    select id, facts, nudge_id as nudge from nudge_decisions where period = ${period} order by id`;
  const waiting = Array.from({ length: Math.ceil(ids.length / rowsAtOnce) }, (_, some) =>
    ids.slice(some * rowsAtOnce, (some + 1) * rowsAtOnce),
  );
  let statements = 0;
  return timed(
    ids.length,
    () => statements,
    async () => {
      const write = async () => {
        for (let some = waiting.pop(); some !== undefined; some = waiting.pop()) {
          await asTenant(db, tenant, (tx) => writeAgain(tx, tenant, some));
          statements += statementsEach;
        }
      };
      await Promise.all(Array.from({ length: lanes }, write));
    },
  );
}

/** Its own three, and those that begin, turn to the tenant and end. */
const statementsEach = 6;

async function writeAgain(
  tx: TenantTransaction,
  tenant: string,
  some: { id: string; facts: unknown; nudge: string | null }[],
): Promise<void> {
  const decisions = JSON.stringify(some.map(({ id, facts }) => ({ id, facts })));
  const copies = some.flatMap(({ nudge }) => (nudge === null ? [] : [{ id: newId(), of: nudge }]));
  await tx.execute(sql`
    insert into nudges (id, tenant_id, learner_id, enrolment_id, cohort_id, kind, rule, period, params, created_at, due_at)
    select copy.id, tenant_id, learner_id, enrolment_id, cohort_id, kind, rule, copy.id, params, created_at, due_at
    from jsonb_to_recordset(${JSON.stringify(copies)}::text::jsonb) as copy(id text, of text)
    join nudges n on n.tenant_id = ${tenant} and n.id = copy.of`);
  await tx.execute(sql`
    update nudge_decisions d set facts = made.facts, decided_at = now()
    from jsonb_to_recordset(${decisions}::text::jsonb) as made(id text, facts jsonb)
    where d.tenant_id = ${tenant} and d.id = made.id`);
  const jobs = copies.map(({ id }) => ({ payload: { id }, key: `bench:${id}` }));
  await addJobs(tx, 'bench', jobs);
}
