import { cohortViewNow } from '#db/cohort-view.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type Recording, storeRecordings } from '#db/postgres/recordings.ts';
import { type CohortView, advanceTo } from '#engagement/screen/cohort-view.ts';
import { nameless, recordedOf } from '#engagement/screen/recording.ts';
import { openRandom } from '#seed/random.ts';
import type { Bench } from '../bench.ts';
import { type Row, row, written } from '../row.ts';
import { oneEventEach } from './changes.ts';
import { type Lesson, createLesson, signIn, startServer } from './lesson.ts';
import { percentile } from './probe.ts';

const dayMinutes = 1_440;
const quickMinutes = 180;
const asked = 100;
const minuteMs = 60_000;
const storedAtOnce = 60;
/** In the middle of a lively day one learner in ten does something in a minute, and at night one in a hundred. */
const liveliest = 0.1;
const quietest = 0.01;

/** Any past minute of a day in which something happened in each, and what such a day takes. */
export async function pastRows(bench: Bench, learners: number): Promise<Row[]> {
  const { stand, settings, say } = bench;
  const lesson = await createLesson(stand, learners);
  const { tenant, cohort } = lesson;
  const server = await startServer(stand);
  const cookie = await signIn(stand, server, lesson);
  const minutes = settings.isQuick ? quickMinutes : dayMinutes;
  say(`${written(minutes)} recorded minutes`);
  const last = Math.floor(Date.now() / minuteMs) - 1;
  await recordDay(bench, lesson, last - minutes + 1, minutes);

  const random = openRandom('minutes');
  const [took, least]: [number[], number[]] = [[], []];
  for (let one = -3; one < asked; one++) {
    const minute = last - Math.floor(minutes * random.uniform());
    const at = new Date(minute * minuteMs).toISOString();
    const began = performance.now();
    const answer = await fetch(
      `http://127.0.0.1:${server.port}/v1/cohorts/${cohort}/past?at=${at}&as=bytes`,
      { headers: { cookie } },
    );
    const view = await answer.arrayBuffer();
    if (!answer.ok || view.byteLength < learners) throw new Error(`the past was answered ${answer.status}`);
    const read = performance.now();
    await stand.owner`select body from recordings
      where tenant_id = ${tenant} and cohort_id = ${cohort} and minute <= ${minute}
        and minute >= (select max(minute) from recordings
          where tenant_id = ${tenant} and cohort_id = ${cohort} and minute <= ${minute} and is_whole)`;
    if (one < 0) continue;
    took.push(read - began);
    least.push(performance.now() - read);
  }
  await server.stop();
  const [size] = await stand.owner<{ bytes: string }[]>`
    select pg_total_relation_size('recordings') as bytes`;
  const name = `any past minute of ${written(learners)} learners`;
  const day = (Number(size?.bytes ?? 0) * dayMinutes) / minutes;
  return [
    row(`${name}, p50`, 'ms', percentile(took, 0.5), percentile(least, 0.5)),
    row(`${name}, p99`, 'ms', percentile(took, 0.99), percentile(least, 0.99)),
    row('a recorded day in PostgreSQL', 'MB', day / 1e6),
  ];
}

/** As the recorder does it at the end of each minute. */
async function recordDay(
  { stand }: Bench,
  { tenant, cohort }: Lesson,
  first: number,
  minutes: number,
): Promise<void> {
  const { db, redis } = stand;
  const now = await cohortViewNow(db, redis, tenant, cohort, first * minuteMs);
  if (now === null) throw new Error('a cohort that was made is there');
  const random = openRandom('a day');
  // A day ago nobody had been seen since.
  const seenAt = new Date(first * minuteMs).toISOString();
  const rows = now.rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt && seenAt }));
  let view: CohortView = nameless({ ...now, rows });
  let before: CohortView | null = null;
  let sinceWhole = 0;
  const made: Recording[] = [];
  for (let index = 0; index < minutes; index++) {
    const minute = first + index;
    const lively = quietest + (liveliest - quietest) * Math.sin((Math.PI * index) / dayMinutes) ** 2;
    const places = view.rows.flatMap((_, place) => (random.uniform() < lively ? [place] : []));
    view = advanceTo(oneEventEach(view, places, minute * minuteMs + 30_000).view, minute);
    const recorded = recordedOf(minute, before && { view: before, sinceWhole }, view);
    made.push({ ...recorded, cohort, epoch: 'bench', seq: index + 1, hasGap: false });
    sinceWhole = recorded.isWhole ? 1 : sinceWhole + 1;
    before = view;
    if (made.length === storedAtOnce || index === minutes - 1) {
      const some = made.splice(0);
      await asTenant(db, tenant, (tx) => storeRecordings(tx, tenant, some));
    }
  }
}
