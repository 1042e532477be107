import { defineConfig } from 'vitest/config';

const everywhere = '{bench,bin,db,engagement,seed,server,test,web,workers}/**';

export default defineConfig({
  test: {
    env: { TZ: 'UTC' },
    restoreMocks: true,
    // One fewer than there are cores would be one; most of what tests do is wait for stores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          exclude: ['**/*.integration.test.ts', '**/*.browser.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: [`${everywhere}/*.integration.test.ts`],
          globalSetup: ['./test/stores-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [`${everywhere}/*.browser.test.ts`],
          globalSetup: ['./test/stores-setup.ts', './test/page-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Two browsers on two cores would measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
