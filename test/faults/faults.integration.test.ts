import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultRow, NotPossible } from './fault.ts';
import { faults } from './faults.ts';
import { tableOf } from './table.ts';
import { type World, openWorld } from './world.ts';

// A short sample of each fault; `npm run faults` has the long runs.

/** Several times what the slowest one takes on two cores. */
const timeout = 60_000;
const rows: { name: string; row: FaultRow }[] = [];
let world: World;

beforeAll(async () => {
  world = await openWorld(42);
});

afterAll(async () => {
  console.info(tableOf(rows));
  await world?.close();
});

describe('nothing acknowledged is lost or counted twice when', () => {
  test.for(faults)('$what', { timeout }, async ({ name, run }, { skip, onTestFailed }) => {
    onTestFailed(async () => {
      // What is broken now must not be taken for a fault of the next ones.
      await world.close().catch(() => {});
      world = await openWorld(42);
    }, timeout);
    const row = await run(world, 'short').catch((error: unknown) => {
      if (error instanceof NotPossible) return skip(error.message);
      throw error;
    });
    rows.push({ name, row });
    expect(row.acknowledged).toBeGreaterThan(0);
    expect(row).toMatchObject({ counted: row.acknowledged, lost: 0, doubled: 0 });
  });
});
