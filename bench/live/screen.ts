import type { Browser, BrowserContext } from 'playwright-core';
import { chromiumArguments, findChromium } from '#test/chromium.ts';

/** A browser without a window, for as long as the work takes. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  // Loaded only here: other benches run where there is no browser.
  const { chromium } = await import('playwright-core');
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArguments,
    env: { ...process.env, ...env },
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Of somebody who is signed in and has never been here: nothing is kept, and nothing is fetched ahead by a service worker. */
export async function newScreen(browser: Browser, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
    timezoneId: 'UTC',
  });
  const cookies = cookie.split('; ').filter((one) => one !== '');
  await context.addCookies(
    cookies.map((one) => {
      const at = one.indexOf('=');
      return { name: one.slice(0, at), value: one.slice(at + 1), domain: '127.0.0.1', path: '/' };
    }),
  );
  await context.addInitScript(notePaints);
  return context;
}

declare global {
  interface Window {
    /** When the frame was over in which a canvas was painted first, by the page's own clock. */
    paintedAt: number | null;
  }
}

/** Runs in the page, before all that is there. */
function notePaints(): void {
  window.paintedAt = null;
  const { prototype } = CanvasRenderingContext2D;
  const put = Reflect.get(prototype, 'putImageData') as CallableFunction;
  prototype.putImageData = function paint(this: CanvasRenderingContext2D, ...given: unknown[]) {
    Reflect.apply(put, this, given);
    if (window.paintedAt !== null) return;
    requestAnimationFrame(() => {
      // A message comes after the frame, of which this is only the beginning.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => (window.paintedAt ??= performance.now()));
      port1.start();
      port2.postMessage(null);
    });
  };
}
