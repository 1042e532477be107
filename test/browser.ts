import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { inject } from 'vitest';
import { chromiumArguments } from './chromium.ts';
import { whenFileEnds } from './file-end.ts';

let started: Promise<Browser> | null = null;

/**
 * What one person has open, in a headless Chromium that is started once for all test files of a process and ends with
 * it; closed at the latest when the file ends. The worker of the page is kept out, unless a test is about it: it fetches
 * the whole page for later, and for each new context anew, which was half of what a browser test did.
 */
export async function newContext(look: BrowserContextOptions = {}): Promise<BrowserContext> {
  started ??= start();
  const browser = await started;
  const context = await browser.newContext({ serviceWorkers: 'block', ...look });
  whenFileEnds(() => context.close());
  return context;
}

async function start(): Promise<Browser> {
  const { executablePath, env } = inject('chromium');
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArguments,
    env: { ...process.env, ...env },
  });
  // One that crashes is the failure of the file it crashed in, and of no other.
  browser.once('disconnected', () => (started = null));
  return browser;
}
