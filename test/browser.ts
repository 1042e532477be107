import { type Browser, chromium } from 'playwright-core';
import { afterAll, inject } from 'vitest';
import { chromiumArguments } from './chromium.ts';

const open: Browser[] = [];
afterAll(async () => {
  for (const browser of open) await browser.close();
});

/** A headless Chromium for one test file; closed when the file ends. Each test opens a context of its own. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = inject('chromium');
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArguments,
    env: { ...process.env, ...env },
  });
  open.push(browser);
  return browser;
}
