import type { Bench } from './bench.ts';
import { bytesRows, crowdRows } from './live/crowd.ts';
import { createLesson } from './live/lesson.ts';
import { type Row, written } from './row.ts';

const learners = 1_000;

/** How soon and to how many a cohort is shown while its learners work. */
export async function live(bench: Bench): Promise<Row[]> {
  const { stand, say } = bench;
  say(`${written(learners)} learners of one cohort, with a term behind them`);
  const lesson = await createLesson(stand, learners);
  const rows = [...(await bytesRows(bench, lesson)), ...(await crowdRows(bench, lesson))];
  return rows;
}
