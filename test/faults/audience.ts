import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { cohortViewNow } from '#db/cohort-view.ts';
import { createPerson, hashOf } from '#db/postgres/accounts.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { type CohortView, advanceTo } from '#engagement/screen/cohort-view.ts';
import { viewHash } from '#engagement/screen/view-bytes.ts';
import type { StepListener } from '#engagement/topic-copy.ts';
import { sessionCookieOf } from '#test/session-cookie.ts';
import { password } from '#test/school.ts';
import { Viewer } from '#test/viewer.ts';
import { type Crowd, cohortsOf } from './crowd.ts';
import { percentile } from './percentile.ts';
import type { World } from './world.ts';

/** Many pages that watch the cohorts of a crowd, each person with several of them. */
export interface Audience {
  viewers: Viewer[];
  /** Resolves when each of them is shown what happens; with how many seconds after `since` the given share of them was. */
  live: (since: number) => Promise<(percent: number) => number>;
  /** Waits until all show what the stores say; counts the cells that still differ when it takes too long. */
  settled: (redis: RedisClient) => Promise<{ converged: number; wrongCells: number }>;
  /** How many answers were snapshots, and how many led on from where a viewer was, since the last time it was asked. */
  answers: () => { snapshots: number; resumes: number };
  stop: () => void;
}

interface Wishes {
  viewers: number;
  url?: (viewer: number) => string;
  onStep?: (viewer: number) => StepListener;
}

const pagesEach = 10;
const liveWithinMs = 90_000;
const settledWithinMs = 30_000;
const lookEveryMs = 50;
let audiences = 0;

export async function seat(world: World, crowd: Crowd, wishes: Wishes): Promise<Audience> {
  const cookies = await cookiesOf(world, crowd, Math.ceil(wishes.viewers / pagesEach));
  const cohorts = cohortsOf(crowd);
  const random = world.random.fork(`audience-${audiences++}`);
  const viewers = Array.from({ length: wishes.viewers }, (_, index) => {
    const onStep = wishes.onStep?.(index);
    return new Viewer({
      url: () => wishes.url?.(index) ?? world.url,
      origin: world.url,
      cookie: cookies[Math.floor(index / pagesEach)] ?? '',
      topic: `cohort/${cohorts[index % cohorts.length] ?? ''}`,
      random: random.fork(`viewer-${index}`),
      ...(onStep ? { onStep } : {}),
    });
  });
  const counted = { snapshots: 0, resumes: 0 };

  async function live(since: number): Promise<(percent: number) => number> {
    const deadline = performance.now() + liveWithinMs;
    for (;;) {
      const times = viewers.flatMap(({ liveAt }) =>
        liveAt !== null && liveAt > since ? [liveAt - since] : [],
      );
      if (times.length === viewers.length) return (percent) => percentile(times, percent) / 1_000;
      const missing = `${viewers.length - times.length} of ${viewers.length} viewers are not live`;
      assert.ok(performance.now() < deadline, missing);
      await pause(lookEveryMs);
    }
  }

  for (const viewer of viewers) viewer.connect();
  await live(0);

  return {
    viewers,
    live,
    async settled(redis) {
      const deadline = performance.now() + settledWithinMs;
      for (;;) {
        const found = await compared({ world, redis, crowd, viewers });
        if (found.converged === viewers.length || performance.now() > deadline) return found;
        await pause(10 * lookEveryMs);
      }
    },
    answers() {
      const sum = (of: 'snapshots' | 'resumes') => viewers.reduce((all, { told }) => all + told[of], 0);
      const now = { snapshots: sum('snapshots'), resumes: sum('resumes') };
      const since = {
        snapshots: now.snapshots - counted.snapshots,
        resumes: now.resumes - counted.resumes,
      };
      Object.assign(counted, now);
      return since;
    },
    stop() {
      for (const viewer of viewers) viewer.stop();
    },
  };
}

async function cookiesOf({ db, accounts }: World, { tenant }: Crowd, persons: number): Promise<string[]> {
  const passwordHash = await hashOf(accounts, password);
  const number = audiences;
  const make = async (index: number): Promise<string> => {
    const email = `viewer-${number}-${index}@${tenant}.test`;
    const person = { name: `Viewer ${index}`, email, role: 'manager' as const, tenant, passwordHash };
    return sessionCookieOf(accounts, await createPerson(accounts, db, person));
  };
  return Promise.all(Array.from({ length: persons }, (_, index) => make(index)));
}

/** Every cell of every page beside what the stores say now. */
async function compared({
  world,
  redis,
  crowd,
  viewers,
}: {
  world: World;
  redis: RedisClient;
  crowd: Crowd;
  viewers: Viewer[];
}): Promise<{ converged: number; wrongCells: number }> {
  const truths = new Map<string, CohortView>();
  for (const cohort of cohortsOf(crowd)) {
    const view = await cohortViewNow(world.db, redis, crowd.tenant, cohort, Date.now());
    if (view) truths.set(`cohort/${cohort}`, view);
  }
  const found = { converged: 0, wrongCells: 0 };
  for (const { copy } of viewers) {
    const [shown, truth] = [copy.view, truths.get(copy.topic)];
    if (shown?.of !== 'cohort' || truth === undefined) continue;
    // Nothing happens any more, but time goes by.
    const minute = Math.max(shown.minute, truth.minute);
    const [one, other] = [advanceTo(shown, minute), advanceTo(truth, minute)];
    if (viewHash(one) === viewHash(other)) found.converged += 1;
    else found.wrongCells += cellsApart(one, other);
  }
  return found;
}

/** What differs between two pictures of a cohort: of each row its cells and everything else it says; a row that is not there is one. */
function cellsApart(one: CohortView, other: CohortView): number {
  const rows = new Map(other.rows.map((row) => [row.enrolment, row]));
  let apart = Math.max(0, other.rows.length - one.rows.length);
  for (const row of one.rows) {
    const beside = rows.get(row.enrolment);
    const facts = Object.entries(row) as [keyof typeof row, unknown][];
    for (const [name, value] of facts) {
      const should = beside?.[name];
      if (!Array.isArray(value) || !Array.isArray(should)) {
        if (JSON.stringify(value) !== JSON.stringify(should)) apart += 1;
        continue;
      }
      for (let index = 0; index < Math.max(value.length, should.length); index++)
        if (JSON.stringify(value[index]) !== JSON.stringify(should[index])) apart += 1;
    }
  }
  return apart;
}
