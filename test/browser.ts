import { type Browser, chromium } from 'playwright-core';
import { afterAll, inject } from 'vitest';

const open: Browser[] = [];
afterAll(async () => {
  for (const browser of open) await browser.close();
});

/** A headless Chromium for one test file; closed when the file ends. Each test opens a context of its own. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = inject('chromium');
  const browser = await chromium.launch({
    executablePath,
    // Chromium's sandbox needs rights that root in a container lacks; it shows nothing but our own page.
    args: ['--no-sandbox', '--headless=shell', '--font-render-hinting=none'],
    env: { ...process.env, ...env },
  });
  open.push(browser);
  return browser;
}
