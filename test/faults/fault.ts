import type { World } from './world.ts';

/** One way in which things go wrong, and the proof that nothing acknowledged suffers from it. */
export interface Fault {
  /** As on the command line. */
  name: string;
  /** What goes wrong, in a line of the table. */
  what: string;
  /** Breaks something under load and judges what became of every acknowledged event; throws when more is wrong than a count. */
  run: (world: World, size: Size) => Promise<FaultRow>;
}

/** `short` is the sample inside `npm test`, `long` what `npm run faults` does. */
export type Size = 'short' | 'long';

export interface FaultRow {
  acknowledged: number;
  /** Of these, how many are in the history and in the windows exactly once. */
  counted: number;
  lost: number;
  doubled: number;
  /** From the fault to the first 202 for a request made after it, the worst of all times; null where nothing stops. */
  recoverS: number | null;
  /** What else was measured, with its unit in its name. */
  figures?: Record<string, number>;
}

/** This machine cannot make the fault happen; the message says why. */
export class NotPossible extends Error {}
