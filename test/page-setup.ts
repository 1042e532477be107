import type { TestProject } from 'vitest/node';
import { buildPageIfStale } from '#bin/build.ts';
import { type Chromium, findChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium;
  }
}

/** Vitest calls this once before the first browser test. */
export default async function setup(project: TestProject): Promise<void> {
  await buildPageIfStale();
  project.provide('chromium', await findChromium());
}
