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

/*
 * Where the time goes, by profiles on two cores that others used as well:
 * - A server with 5,000 viewers spends 57 % of its time in the kernel's writes, one for each viewer and frame, 3 % in our own loop
 *   over them and 3 % in garbage; making a step is below 1 %. It takes twice the time of a bare
 *   server that writes the same bytes.
 * - While thousands come at once, 8 % go into the whole view, which is encoded anew after each frame; most of the wait is for
 *   PostgreSQL, which is asked for the session of each.
 * - While screens were told only by the workers' rounds, which look at all who did something, a thousand learners here, and store it
 *   in one transaction, it took 0.5 s for half of the events and 1.1 s for 99 of 100. Rounds of 250 made it slower: what a round costs
 *   does not depend on its size. Now counts are told before anything is made of them (decision 0033). What is left of the half: 30 ms
 *   until the next round of telling, 50 ms until the next frame, 60 ms for what the bare page takes as well. Rules that let
 *   others in after every hundred looks changed the slow end by less than one run differs from the next.
 */

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
  const [first, events, painted] = await withBrowser(async (browser) => {
    const server = await startServer(stand);
    const cookie = await signIn(stand, server, lesson);
    const made = [
      await firstViewRows(bench, browser, server, cookie, lesson),
      await endToEndRows(bench, browser, server, cookie, lesson),
      await paintingRows(bench, browser, server),
    ];
    await server.stop();
    return made;
  });
  const past = await pastRows(bench, learners);
  return [events, crowd, bytes, painted, first, past].flatMap((rows) => rows ?? []);
}
