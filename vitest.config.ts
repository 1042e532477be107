import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

const everywhere = '{bench,bin,db,engagement,seed,server,test,web,workers}/**';
/** As our processes are started. */
const quickImports = `--import=${pathToFileURL(`${import.meta.dirname}/bin/quick-imports.mjs`).href}`;

/** Only for what hangs, on a machine that others use as well; what is promised in seconds is measured by the test itself. */
const hangsAfterMs = 60_000;

export default defineConfig({
  test: {
    execArgv: [quickImports],
    // For the commands that tests run.
    env: { TZ: 'UTC', NODE_OPTIONS: quickImports },
    // A process runs one test file after another: what they import is read and compiled once, which was a third of the
    // work. So nothing may be left behind; what helpers open, test/each-file-setup.ts closes.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // One fewer than there are cores would be one; most of what tests do is wait for stores.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: ['**/*.{integration,cluster,browser}.test.ts'],
          testTimeout: hangsAfterMs,
        },
      },
      {
        test: {
          name: 'integration',
          include: [`${everywhere}/*.integration.test.ts`],
          globalSetup: ['./test/stores-setup.ts'],
          setupFiles: ['./test/each-file-setup.ts'],
          testTimeout: hangsAfterMs,
          hookTimeout: 60_000,
        },
      },
      {
        // What speaks to Redis, once more on a cluster of three, where all keys of a step must be in one place.
        test: {
          name: 'cluster',
          include: [
            `${everywhere}/*.cluster.test.ts`,
            'db/redis/*.integration.test.ts',
            'server/{ingest,isolation,journey,live}.integration.test.ts',
            'workers/{archive,assess-silence,rescore,usual,tell-counts,watch-sources}.integration.test.ts',
          ],
          globalSetup: ['./test/stores-setup.ts'],
          setupFiles: ['./test/each-file-setup.ts'],
          testTimeout: hangsAfterMs,
          hookTimeout: 60_000,
          // A cluster has one database, which a file has to itself while it runs.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [`${everywhere}/*.browser.test.ts`],
          globalSetup: ['./test/stores-setup.ts', './test/page-setup.ts'],
          setupFiles: ['./test/each-file-setup.ts'],
          testTimeout: hangsAfterMs,
          hookTimeout: 60_000,
          // Two browsers on two cores would measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
