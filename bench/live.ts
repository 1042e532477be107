import { buildPageIfStale } from '#bin/build.ts';
import type { Bench } from './bench.ts';
import { bytesRows, crowdRows } from './live/crowd.ts';
import { endToEndRows, nameProbes } from './live/end-to-end.ts';
import { firstViewRows } from './live/first-view.ts';
import { createLesson, signIn, startServer } from './live/lesson.ts';
import { paintingRows } from './live/painting.ts';
import { pastRows } from './live/past.ts';
import { withBrowser } from './live/screen.ts';
import { type Row, written } from './row.ts';

const learners = 1_000;

/** How soon a cohort is shown while its learners work, to how many, in how many bytes, and as of any past minute. */
export async function live(bench: Bench): Promise<Row[]> {
  const { stand, say, signal } = bench;
  await buildPageIfStale(signal);
  say(`${written(learners)} learners of one cohort, with a term behind them`);
  const lesson = await createLesson(stand, learners);
  await nameProbes(bench, lesson);
  const bytes = await bytesRows(bench, lesson);
  const crowd = await crowdRows(bench, lesson);
  const past = await pastRows(bench, learners);
  const [first, painted, events] = await withBrowser(async (browser) => {
    const server = await startServer(stand);
    const cookie = await signIn(stand, server, lesson);
    const made = [
      await firstViewRows(bench, browser, server, cookie, lesson),
      await paintingRows(bench, browser, server),
      await endToEndRows(bench, browser, server, cookie, lesson),
    ];
    await server.stop();
    return made;
  });
  return [events, crowd, bytes, painted, first, past].flatMap((rows) => rows ?? []);
}
