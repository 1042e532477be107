import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { sql } from 'drizzle-orm';
import { asTenant } from '#db/postgres/connect.ts';
import { learnerPrefix } from '../batch.ts';
import type { Bench } from '../bench.ts';
import { cpuSecondsOf } from '../cpu.ts';
import { drive } from '../drive.ts';
import { type Row, row, written } from '../row.ts';
import type { Stand, Started } from '../stand.ts';
import type { Lesson } from './lesson.ts';
import { type Seen, type Sent, delaysOf, percentile, probePrefix, probes, seenWithinMs } from './probe.ts';
import { newScreen } from './screen.ts';
import { openAudience } from './watch.ts';

const eventsPerSecond = 2_000;
const viewers = 200;
const usualMs = 30_000;
const quickMs = 6_000;
const warmUpMs = 4_000;
/** Two of one learner are further apart than a cell glows. */
const betweenMs = 90;
const caughtUpWithinMs = 60_000;
const lookEveryMs = 500;

interface Side {
  name: string;
  server: Started;
  cookie: string;
  topic: string;
  /** Where cells of the learners are seen who are told apart. */
  address: string;
  pids: number[];
}

/** The learners told apart stand first when the page is sorted by name. */
export async function nameProbes({ stand }: Bench, { tenant, learners }: Lesson): Promise<void> {
  const from = learnerPrefix + digits(learners - probes);
  await asTenant(stand.db, tenant, (tx) =>
    tx.execute(
      sql`update learners set name = 'A ' || name where tenant_id = ${tenant} and external_id >= ${from}`,
    ),
  );
}

/** From an event that is sent to its cell on a screen, with all that lies between, beside the least that could lie there. */
export async function endToEndRows(
  bench: Bench,
  browser: Browser,
  server: Started,
  cookie: string,
  lesson: Lesson,
): Promise<Row[]> {
  const { stand, say } = bench;
  const workers = await stand.start('workers/main.ts');
  await untilCaughtUp(stand);
  say(`${written(eventsPerSecond)} events/s to ${viewers} viewers`);
  const ours = await measure(bench, browser, lesson, {
    name: 'ours',
    server,
    cookie,
    topic: lesson.topic,
    address: `/cohorts/${lesson.cohort}?sort=name`,
    pids: [server.pid, workers.pid, stand.redisPid],
  });
  await workers.stop();
  const bare = await stand.start('bench/live/bare.ts', { BYTES: String(Math.round(ours.bytesPerFrame)) });
  const best = await measure(bench, browser, lesson, {
    name: 'the least',
    server: bare,
    cookie: '',
    topic: '',
    address: '/',
    pids: [bare.pid],
  });
  await bare.stop();
  const name = `event sent to cell changed, ${written(eventsPerSecond)} events/s, ${viewers} viewers`;
  return [
    row(`${name}, p50`, 'ms', percentile(ours.delays, 0.5), percentile(best.delays, 0.5)),
    row(`${name}, p99`, 'ms', percentile(ours.delays, 0.99), percentile(best.delays, 0.99)),
    row('  the same, bytes', 'kB/s a viewer', ours.bytesPerSecond / 1_000),
    row("  the same, server's CPU", 'cores', ours.cores[0] ?? 0, best.cores[0]),
    row("  the same, workers' CPU", 'cores', ours.cores[1] ?? 0),
  ];
}

/** What followed from the first look at everybody is decided and done: here it is about those who work all the time. */
async function untilCaughtUp({ owner }: Stand): Promise<void> {
  for (
    const until = performance.now() + caughtUpWithinMs;
    performance.now() < until;
    await pause(lookEveryMs)
  ) {
    const [jobs] = await owner<{ left: number }[]>`
      select count(*)::int as left from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`;
    if (jobs?.left === 0) return;
  }
}

interface Measured {
  delays: number[];
  bytesPerSecond: number;
  bytesPerFrame: number;
  cores: number[];
}

async function measure(bench: Bench, browser: Browser, lesson: Lesson, side: Side): Promise<Measured> {
  const { settings, signal, say } = bench;
  const forMs = settings.forMs ?? (settings.isQuick ? quickMs : usualMs);
  const { server, cookie, topic } = side;
  const audience = openAudience(signal);
  await audience.open({ port: server.port, cookie, topic, sockets: viewers - 1 });
  const context = await newScreen(browser, cookie);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.port}${side.address}`);
  await watchCells(page);

  const load = { ...lesson, learners: lesson.learners - probes, connections: 4, events: 20 };
  const loading = drive(bench, server, { ...load, eventsPerSecond, until: { warmUpMs, forMs } });
  await pause(warmUpMs);
  const [before, began] = [side.pids.map(cpuSecondsOf), performance.now()];
  const [sent, report] = await Promise.all([
    sendProbes(server.port, lesson, performance.now() + forMs),
    audience.measure(forMs),
  ]);
  const seconds = (performance.now() - began) / 1_000;
  const cores = side.pids.map((pid, index) => (cpuSecondsOf(pid) - (before[index] ?? 0)) / seconds);
  const { eventsPerSecond: kept } = await loading;
  // The last one may still be on its way.
  await pause(seenWithinMs);
  const seen = await page.evaluate(() => window.cellsSeen);
  await context.close();
  audience.close();
  const delays = delaysOf(sent, seen);
  say(
    `  ${side.name}: ${written(kept)} events/s kept, ${delays.length} cells: p50 ${written(percentile(delays, 0.5))}, ` +
      `p99 ${written(percentile(delays, 0.99))} ms; cores ${cores.map(written).join(', ')}`,
  );
  const { bytesPerSecond, framesPerSecond } = report;
  return { delays, bytesPerSecond, bytesPerFrame: bytesPerSecond / Math.max(1, framesPerSecond), cores };
}

/** One event of each of them in turn; when it was sent is noted before it is. */
async function sendProbes(port: number, { sourceKey, learners }: Lesson, until: number): Promise<Sent[]> {
  const sent: Sent[] = [];
  const answers: Promise<void>[] = [];
  for (let number = 0; performance.now() < until; number++) {
    const place = number % probes;
    const at = Date.now();
    sent.push({ row: place, at });
    const event = {
      id: `${probePrefix}${place}-${number}-${at}`,
      learner: learnerPrefix + digits(learners - probes + place),
      type: 'content_view',
      at: new Date(at).toISOString(),
    };
    answers.push(
      fetch(`http://127.0.0.1:${port}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(event),
      }).then((answer) => {
        if (answer.status !== 202) throw new Error(`the server answered ${answer.status}`);
      }),
    );
    // Not in step with the frames, or all of them would wait equally long.
    await pause(betweenMs * (0.6 + 0.8 * Math.random()));
  }
  await Promise.all(answers);
  return sent;
}

function digits(number: number): string {
  return String(number).padStart(8, '0');
}

declare global {
  interface Window {
    cellsSeen: Seen[];
  }
}

/**
 * Notes in each animation frame which of the first rows has another colour in its last cell than in the frame before. What is read
 * at the beginning of a frame was shown by the one before it, so that no figure is too good.
 */
async function watchCells(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const canvas = document.querySelector('canvas');
    return canvas !== null && canvas.height > 200;
  });
  await page.evaluate((rows) => {
    window.cellsSeen = [];
    const before: string[] = [];
    const look = (): void => {
      requestAnimationFrame(look);
      const at = Date.now();
      const shown = [...document.querySelectorAll('[role=row]')].map((row) => row.getBoundingClientRect());
      const columns = [...document.querySelectorAll('canvas')].map((canvas) => {
        const context = canvas.getContext('2d', { alpha: false });
        const { top, bottom, height } = canvas.getBoundingClientRect();
        const pixels = context?.getImageData(canvas.width - 6, 0, 1, canvas.height).data;
        return { top, bottom, ratio: canvas.height / height, pixels };
      });
      const rowHeight = shown[0]?.height ?? 24;
      const first = shown[0]?.top ?? columns[0]?.top ?? 0;
      for (let row = 0; row < rows; row++) {
        const middle = first + (row + 0.5) * rowHeight;
        const column = columns.find(({ top, bottom }) => top <= middle && middle < bottom);
        if (!column?.pixels) continue;
        const y = Math.round((middle - column.top) * column.ratio);
        const colour = column.pixels.slice(4 * y, 4 * y + 3).join();
        if (before[row] !== undefined && before[row] !== colour) window.cellsSeen.push({ row, at });
        before[row] = colour;
      }
    };
    look();
  }, probes);
}
