import { cpuUsage } from 'node:process';
import { ingest } from '#db/redis/windows.ts';
import { type DueEnrolment, allShards, endLease, leaseDue, markDue } from '#db/redis/due.ts';
import { readWindows } from '#db/redis/windows.ts';
import { assessDue } from '#workers/assess.ts';
import { expectShortLives } from '#workers/memory.ts';
import { Rules } from '#workers/rules.ts';
import type { Bench } from './bench.ts';
import { type Row, median, row, written } from './row.ts';
import { createSchool } from './school.ts';
import type { Stand } from './stand.ts';
import { writeTerm } from './term.ts';

const usualLearners = 100_000;
const quickLearners = 10_000;
const usualRuns = 5;
/** One in so many has done something since the last look. */
const oneIn = 100;
const readAtOnce = 200;

/** How many learners one worker scores, alerts and tells of, beside the reading of their windows and nothing else. */
export async function assess({ stand, settings, say }: Bench): Promise<Row[]> {
  expectShortLives();
  const learners = settings.learners ?? (settings.isQuick ? quickLearners : usualLearners);
  const runs = settings.isQuick ? 1 : usualRuns;
  say(`${written(learners)} learners with a term behind them`);
  const school = await createSchool(stand, learners);
  const all = await writeTerm(stand, school);
  const rules = new Rules(stand.db);

  const first = await timed(stand, all, () => lookAtAll(stand, rules));
  say(`  looked at for the first time: ${written(first.perSecond)} learners/s`);
  const [again, few, alone]: [Timed[], Timed[], Timed[]] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    alone.push(await timed(stand, all, () => readAll(stand)));
    again.push(await timed(stand, all, () => lookAtAll(stand, rules)));
    await happen(stand, all, run);
    few.push(await timed(stand, all, () => lookAtAll(stand, rules)));
    const said = [alone, again, few].map((some) => written(some.at(-1)?.perSecond ?? 0));
    say(
      `  run ${run + 1} of ${runs}: windows read ${said[0]}, nobody changed ${said[1]}, some ${said[2]} learners/s`,
    );
  }
  const limit = medianOf(alone);
  return [
    ...rowsOf('nobody changed', medianOf(again), limit),
    ...rowsOf(`one in ${oneIn} changed`, medianOf(few), limit),
    ...rowsOf('all for the first time', first, limit),
  ];
}

interface Timed {
  perSecond: number;
  cpuUs: number;
}

/** What it takes to look at all of them once they are due, which events have seen to elsewhere. */
async function timed({ redis }: Stand, all: DueEnrolment[], work: () => Promise<void>): Promise<Timed> {
  await markDue(redis, all, Date.now());
  const [began, before] = [performance.now(), cpuUsage()];
  await work();
  const { user, system } = cpuUsage(before);
  return {
    perSecond: (1_000 * all.length) / (performance.now() - began),
    cpuUs: (user + system) / all.length,
  };
}

function medianOf(runs: Timed[]): Timed {
  return {
    perSecond: median(runs.map((run) => run.perSecond)),
    cpuUs: median(runs.map((run) => run.cpuUs)),
  };
}

function rowsOf(name: string, { perSecond, cpuUs }: Timed, limit: Timed): Row[] {
  return [
    row(name, 'learners/s', perSecond, limit.perSecond),
    row(`${name}, worker's CPU`, 'µs a learner', cpuUs, limit.cpuUs),
  ];
}

/** As a worker does it, without its pauses. */
async function lookAtAll({ db, redis }: Stand, rules: Rules): Promise<void> {
  while ((await assessDue(db, redis, rules)) > 0);
}

/** The least that must be done to know how everybody is: who is due is leased, their windows are read, the lease ends. */
async function readAll({ redis }: Stand): Promise<void> {
  const later = Date.now() + 3_600_000;
  for (;;) {
    const leases = await leaseDue(redis, 60_000, readAtOnce, allShards);
    if (leases.length === 0) return;
    for (const lease of leases) {
      const byCohort = Map.groupBy(lease.due, (due) => `${due.tenant}/${due.cohort}`);
      await Promise.all(
        Array.from(byCohort.values(), async (own) => {
          const [one] = own;
          if (one === undefined) return;
          const ids = own.map((due) => due.enrolment);
          await readWindows(redis, one.tenant, one.cohort, ids);
        }),
      );
      await endLease(
        redis,
        lease,
        lease.due.map((due) => ({ due, at: later })),
      );
    }
  }
}

/** One event of one learner in a hundred. */
async function happen({ redis }: Stand, all: DueEnrolment[], run: number): Promise<void> {
  const some = all.filter((_, index) => index % oneIn === run % oneIn);
  const counting = { timeZone: 'UTC', perLearnerMinute: 1_000_000 };
  for (const { tenant, cohort, enrolment } of some) {
    const now = Date.now();
    const event = { id: `${run} ${enrolment}`, learner: enrolment, type: 'content_view' as const, at: now };
    const batch = { tenant, cohort, source: 'bench', receivedAt: now, rows: [{ enrolment, event }] };
    await ingest(redis, batch, counting);
  }
}
