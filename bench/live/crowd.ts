import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { cpuSecondsOf } from '../cpu.ts';
import { type Row, row, written } from '../row.ts';
import type { Started } from '../stand.ts';
import { type Lesson, signIn, startServer } from './lesson.ts';
import { startTelling } from './telling.ts';
import type { ViewersReport } from './viewers.ts';
import { openAudience } from './watch.ts';

/** Two of a hundred cells of a thousand learners by an hour of minutes. */
const cellsPerSecond = 1_200;
const fewPerSecond = 20;
const steps = [1_000, 2_500, 5_000, 7_500, 9_500];
const quickSteps = [200, 500];
/** What a viewer may wait for a frame that was made. */
const deliveryMaxMs = 150;
/** More would only be later still; what is a little late may be the machine's other work. */
const hopelessMs = 400;
/** A machine on which so many take longer to come in is too busy for more, and the bench would take too long. */
const openingMaxMs = 25_000;
/** Below this a server that is too slow makes fewer frames instead of late ones. */
const framesLeast = 9;
const settleMs = 1_500;
const usualMs = 6_000;
const quickMs = 2_000;

/** What a viewer is sent in a second, beside the cells alone that change in it. */
export async function bytesRows({ stand, settings, signal }: Bench, lesson: Lesson): Promise<Row[]> {
  const server = await startServer(stand);
  const audience = openAudience(signal);
  const cookie = await signIn(stand, server, lesson);
  const { snapshotBytes } = await audience.open({ ...lesson, cookie, port: server.port, sockets: 1 });
  const rows = [row('the whole view, once', 'kB', snapshotBytes / 1_000)];
  for (const perSecond of [cellsPerSecond, fewPerSecond]) {
    const telling = await startTelling(stand, lesson, perSecond);
    await pause(settleMs);
    const { bytesPerSecond } = await audience.measure(settings.isQuick ? quickMs : usualMs);
    const least = telling.leastBytesPerSecond();
    await telling.stop();
    const name = `${written(perSecond)} of ${written(60 * lesson.learners)} cells changing each second`;
    rows.push(row(name, 'kB/s a viewer', bytesPerSecond / 1_000, least / 1_000));
  }
  audience.close();
  await server.stop();
  return rows;
}

/** How many one process of the server shows all of it to, beside one that only writes a frame of that size. */
export async function crowdRows(bench: Bench, lesson: Lesson): Promise<Row[]> {
  const { stand, settings, say } = bench;
  const server = await startServer(stand);
  const cookie = await signIn(stand, server, lesson);
  const telling = await startTelling(stand, lesson, cellsPerSecond);
  say('viewers of one server');
  const ours = await grow(bench, server, cookie, lesson.topic);
  await telling.stop();
  await server.stop();
  const frameBytes = Math.round((ours[0]?.bytesPerSecond ?? 0) / (ours[0]?.framesPerSecond ?? 1));
  const bare = await stand.start('bench/live/bare.ts', { BYTES: String(frameBytes) });
  say(`viewers of a bare server, ${frameBytes} bytes a frame`);
  const best = await grow(bench, bare, '', '');
  await bare.stop();

  const most = (some: Crowd[]): number => Math.max(0, ...some.filter(isInTime).map(({ open }) => open));
  const rows = [row(`viewers, p99 of delivery below ${deliveryMaxMs} ms`, '', most(ours), most(best))];
  for (const open of settings.isQuick ? quickSteps : steps) {
    const [one, other] = [ours, best].map((some) => some.find((crowd) => crowd.open === open));
    if (!one) continue;
    const name = `${written(open)} viewers`;
    rows.push(
      row(`${name}, delivery p50`, 'ms', one.p50Ms, other?.p50Ms),
      row(`${name}, delivery p99`, 'ms', one.p99Ms, other?.p99Ms),
      row(`${name}, frames each`, 'a second', one.framesPerSecond, other?.framesPerSecond),
      row(`${name}, server's CPU`, 'cores', one.serverCores, other?.serverCores),
    );
  }
  return rows;
}

type Crowd = ViewersReport & { serverCores: number };

/** More and more viewers, until they are not told in time. */
async function grow(
  { settings, say, signal }: Bench,
  server: Started,
  cookie: string,
  topic: string,
): Promise<Crowd[]> {
  const audience = openAudience(signal, 2);
  const crowds: Crowd[] = [];
  let open = 0;
  for (const wanted of settings.isQuick ? quickSteps : steps) {
    const began = performance.now();
    await audience.open({ port: server.port, cookie, topic, sockets: wanted - open });
    open = wanted;
    const openedMs = performance.now() - began;
    await pause(settleMs);
    const [before, from] = [cpuSecondsOf(server.pid), performance.now()];
    const report = await audience.measure(settings.isQuick ? quickMs : usualMs);
    const serverCores = (1_000 * (cpuSecondsOf(server.pid) - before)) / (performance.now() - from);
    const crowd = { ...report, serverCores };
    crowds.push(crowd);
    say(
      `  ${written(crowd.open)} opened in ${written(openedMs / 1_000)} s: p50 ${written(crowd.p50Ms)}, p99 ${written(crowd.p99Ms)} ms, ` +
        `${written(crowd.framesPerSecond)} frames/s, server ${written(serverCores)} cores, viewers ${written(crowd.ownCores)}`,
    );
    if (crowd.p99Ms > hopelessMs || openedMs > openingMaxMs) break;
  }
  audience.close();
  return crowds;
}

function isInTime({ p99Ms, framesPerSecond }: Crowd): boolean {
  return p99Ms < deliveryMaxMs && framesPerSecond >= framesLeast;
}
