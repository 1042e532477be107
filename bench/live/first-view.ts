import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { type Row, median, row } from '../row.ts';
import type { Started } from '../stand.ts';
import type { Lesson } from './lesson.ts';
import { newScreen } from './screen.ts';

const usualRuns = 5;
const builtPage = join(import.meta.dirname, '../../.holdfast/page');

/** How long it takes until a cohort is seen, and how much code that is. */
export async function firstViewRows(
  { settings }: Bench,
  browser: Browser,
  server: Started,
  cookie: string,
  { cohort, learners }: Lesson,
): Promise<Row[]> {
  const origin = `http://127.0.0.1:${server.port}`;
  const runs = settings.isQuick ? 1 : usualRuns;
  const [cold, within, empty]: [number[], number[], number[]] = [[], [], []];
  let code = { gzip: 0, brotli: 0 };
  // The first one finds a server that has shown the cohort to nobody yet.
  for (let run = 0; run <= runs; run++) {
    const context = await newScreen(browser, cookie);
    const page = await context.newPage();
    await page.goto(`${origin}/theme.js`);
    empty.push(await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.duration ?? 0));
    await page.goto(`${origin}/cohorts/${cohort}`);
    cold.push(await paintedAt(page));
    code = await codeOf(page);
    await page.goto(`${origin}/cohorts`);
    const link = page.locator(`a[href="/cohorts/${cohort}"]`).first();
    await link.waitFor();
    const from = await link.evaluate((one) => {
      window.paintedAt = null;
      const now = performance.now();
      (one as HTMLElement).click();
      return now;
    });
    within.push((await paintedAt(page)) - from);
    await context.close();
  }
  const name = `first view of ${learners.toLocaleString('en')} learners`;
  const limit = median(empty.slice(1));
  return [
    row(`${name}, nothing kept by the browser`, 'ms', median(cold.slice(1)), limit),
    row(`${name}, from another page`, 'ms', median(within.slice(1))),
    row('code of the cohort screen, gzip', 'kB', code.gzip / 1_000),
    row('code of the cohort screen, brotli', 'kB', code.brotli / 1_000),
  ];
}

async function paintedAt(page: Page): Promise<number> {
  await page.waitForFunction(() => window.paintedAt !== null);
  return page.evaluate(() => window.paintedAt ?? 0);
}

/** Scripts and style sheets that were loaded until now, as they are sent. */
async function codeOf(page: Page): Promise<{ gzip: number; brotli: number }> {
  const paths = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => /\.(js|css)$/.test(path)),
  );
  const sizes = async (ending: string): Promise<number> => {
    const all = await Promise.all(
      [...new Set(paths)].map((path) => stat(join(builtPage, `${path}.${ending}`))),
    );
    return all.reduce((sum, { size }) => sum + size, 0);
  };
  return { gzip: await sizes('gz'), brotli: await sizes('br') };
}
