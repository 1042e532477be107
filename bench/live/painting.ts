import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '#bin/build.ts';
import type { Bench } from '../bench.ts';
import { type Row, median, row, written } from '../row.ts';
import type { Started } from '../stand.ts';
import { createLesson, signIn, startServer } from './lesson.ts';
import { percentile } from './probe.ts';
import type { Repaint, Repainted } from './repaint.ts';
import { newScreen, withBrowser } from './screen.ts';

const manyLearners = 10_000;
const fewLearners = 2_000;
const times = 21;
const scrollMs = 5_000;
const quickScrollMs = 1_500;
/** In a frame: a wheel that is turned fast. */
const scrollPixels = 60;

/*
 * What a frame of the scroll costs, by traces on two cores without a GPU that others used as well (load 8 to 12): 25 frames/s with
 * one canvas of all lines on the screen and 16 lines taken in at once, 53 to 59 with what is there now.
 * - A canvas as high as the screen was handed on whole with each frame, changed or not: 12 ms of the 37. Asking for a canvas
 *   that is read often (`willReadFrequently`) changed nothing about it; 16 lines a canvas took it away, and a line that comes costs the
 *   painting of 16 and not of 80.
 * - Sixteen rows made at once were a frame of 60 ms every sixth; four at a time are in none.
 * - What is left is the browser's own: 4 ms of painting the rows, 3 ms of putting the layers together.
 */

/** The painting and the scrolling alone, without the rest of `live`. */
export async function scroll(bench: Bench): Promise<Row[]> {
  const { stand, signal } = bench;
  await buildPageIfStale(signal);
  return withBrowser(async (browser) => {
    const server = await startServer(stand);
    const rows = await paintingRows(bench, browser, server);
    await server.stop();
    return rows;
  });
}

/** How long the page's own painting takes, and how evenly it goes while very many learners are scrolled. */
export async function paintingRows(bench: Bench, browser: Browser, server: Started): Promise<Row[]> {
  const { stand, settings, say } = bench;
  const learners = settings.isQuick ? fewLearners : manyLearners;
  say(`${written(learners)} learners scrolled`);
  const school = await createLesson(stand, learners);
  const context = await newScreen(browser, await signIn(stand, server, school));
  const page = await context.newPage();
  await page.goto('about:blank');
  await page.evaluate(await repaintCode());
  const all = await repainted(page, { rows: 1_000, rowHeight: 8, times });
  const seen = await repainted(page, { rows: 64, rowHeight: 24, times });

  await page.setContent(
    '<div role="grid" style="height:240000px;background:linear-gradient(#fff,#000)"></div>',
  );
  const bareGaps = await scrolled(page, settings.isQuick);
  await page.goto(`http://127.0.0.1:${server.port}/cohorts/${school.cohort}`);
  await page.waitForFunction(() => window.paintedAt !== null);
  const gaps = await scrolled(page, settings.isQuick);
  await context.close();
  return [
    row('all 1,000 rows of 60 cells painted', 'ms', median(all.oursMs), median(all.leastMs)),
    row('the 64 of them on the screen painted', 'ms', median(seen.oursMs), median(seen.leastMs)),
    row(`${written(learners)} learners scrolled`, 'frames/s', perSecond(gaps), perSecond(bareGaps)),
    row('  the same, p99 of a frame', 'ms', percentile(gaps, 0.99), percentile(bareGaps, 0.99)),
  ];
}

/** The page's painting alone, as a script that a browser runs. */
async function repaintCode(): Promise<string> {
  const { build } = await import('vite');
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'repaint.ts'), formats: ['iife'], name: 'heat' },
    },
  });
  const [bundle] = Array.isArray(made) ? made : [made];
  if (!bundle || !('output' in bundle)) throw new Error('a build that is not watched has an output');
  return `${bundle.output[0].code}; window.heat = heat;`;
}

declare global {
  interface Window {
    heat: { repaint: (wanted: Repaint) => Repainted };
  }
}

async function repainted(page: Page, wanted: Repaint): Promise<Repainted> {
  return page.evaluate((given) => window.heat.repaint(given), wanted);
}

/** The time between two frames, again and again, while whatever holds the grid is scrolled. */
async function scrolled(page: Page, isQuick: boolean): Promise<number[]> {
  return page.evaluate(
    ({ forMs, pixels }) => {
      let scroller = document.querySelector('[role=grid]');
      const scrolls = (one: Element): boolean =>
        one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY);
      while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
      const moved = scroller ?? document.scrollingElement ?? document.body;
      return new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        const began = performance.now();
        let before = began;
        const step = (now: number): void => {
          gaps.push(now - before);
          before = now;
          moved.scrollTop += pixels;
          if (now - began < forMs) requestAnimationFrame(step);
          else resolve(gaps.slice(2));
        };
        requestAnimationFrame(step);
      });
    },
    { forMs: isQuick ? quickScrollMs : scrollMs, pixels: scrollPixels },
  );
}

function perSecond(gaps: number[]): number {
  return (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
}
