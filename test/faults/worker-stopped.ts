import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { type Crowd, gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { type Ledger, type Promised, keepSending } from './ledger.ts';
import { judge } from './verdict.ts';
import type { World } from './world.ts';

const rounds = { short: 1, long: 5 };
/** A lease lasts 10 s; who was assessed later than this was held by the stopped worker. */
const heldLongerThanMs = 5_000;
const takenOverWithinMs = 40_000;
const waitsWithinMs = 10_000;

/**
 * A worker is stopped between what it leased and what it stores, for longer than the lease. Another takes over; then the
 * first goes on and stores what it decided long ago: all of that must be refused.
 */
export const workerStopped: Fault = {
  name: 'worker-stopped',
  what: 'a worker sleeps through its lease and wakes up',
  async run(world, size) {
    const crowd = await gather(world, { learners: 100 });
    const promised = new Map<string, Promised>();
    const send = async (learners: number): Promise<void> => {
      const ledger: Ledger = keepSending({ ...world, crowd, senders: 1, batch: learners, events: learners });
      await ledger.until(learners);
      await ledger.stop();
      for (const [id, one] of ledger.acknowledged) promised.set(id, one);
    };
    await send(crowd.learners.length);
    await untilAll(world, crowd, (looks) => looks.every((look) => look.fence > 0));

    const figures = { lateWritesRefused: 0, staleAccepted: 0 };
    let worstMs = 0;
    for (let round = 0; round < rounds[size]; round++) {
      const before = await looksAt(world, crowd);
      await stopWithLeases(world, () => send(crowd.learners.length));
      const stoppedAt = Date.now();
      const other = await world.start('workers');
      const after = await untilAll(world, crowd, (looks) =>
        looks.every((look, index) => look.fence > (before[index]?.fence ?? 0)),
      );
      worstMs = Math.max(worstMs, Math.max(...after.map((look) => look.assessedAt)) - stoppedAt);
      await other.service.stop();
      const held = after.filter((look) => look.assessedAt - stoppedAt > heldLongerThanMs);
      assert.notEqual(held.length, 0, 'the stopped worker held leases');

      world.workers.child?.process.kill('SIGCONT');
      // It stores what it had decided before it looks at anything new.
      await send(1);
      const fences = new Map(after.map((look) => [look.enrolment, look.fence]));
      const news = await untilAll(world, crowd, (looks) =>
        looks.some((look) => look.fence > (fences.get(look.enrolment) ?? 0)),
      );
      const now = new Map(news.map((look) => [look.enrolment, look.fence]));
      for (const { enrolment, fence } of held) {
        if ((now.get(enrolment) ?? 0) < fence) figures.staleAccepted++;
        else figures.lateWritesRefused++;
      }
    }
    assert.equal(figures.staleAccepted, 0, 'late writes of a worker whose lease was over are refused');
    return { ...(await judge(world, crowd, promised)), recoverS: worstMs / 1_000, figures };
  },
};

/** Nobody can read enrolments while we lock them: a worker that leased waits there, and there it is stopped. */
async function stopWithLeases({ stores, workers }: World, makeDue: () => Promise<void>): Promise<void> {
  const locker = postgres(stores.databaseUrl, { max: 2, onnotice: () => {} });
  await locker.begin(async (tx) => {
    await tx`lock table enrolments in access exclusive mode`;
    await makeDue();
    const deadline = performance.now() + waitsWithinMs;
    for (let waiting = 0; waiting === 0;) {
      assert.ok(performance.now() < deadline, 'the worker reads whom it leased');
      await pause(10);
      const [row] = await locker<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_locks where not granted and relation = 'enrolments'::regclass`;
      waiting = row?.waiting ?? 0;
    }
    workers.child?.process.kill('SIGSTOP');
  });
  await locker.end();
}

interface Look {
  enrolment: string;
  fence: number;
  assessedAt: number;
}

/** What the workers last stored of each enrolment, in one order. */
function looksAt({ db }: World, { tenant }: Crowd): Promise<Look[]> {
  return asTenant(db, tenant, (tx) =>
    rowsOf<Look>(
      tx,
      sql`select n.id as enrolment, coalesce(a.fence, 0)::float8 as fence,
            coalesce(extract(epoch from a.assessed_at) * 1000, 0)::float8 as "assessedAt"
          from enrolments n left join assessments a on a.enrolment_id = n.id order by n.id`,
    ),
  );
}

async function untilAll(world: World, crowd: Crowd, claim: (looks: Look[]) => boolean): Promise<Look[]> {
  const deadline = performance.now() + takenOverWithinMs;
  for (;;) {
    const looks = await looksAt(world, crowd);
    if (claim(looks)) return looks;
    assert.ok(performance.now() < deadline, 'learners who are due are assessed');
    await pause(50);
  }
}
