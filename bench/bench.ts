import type { Row } from './row.ts';
import type { BenchSettings } from './settings.ts';
import type { Stand } from './stand.ts';

/** What a bench is given: a stand of its own, what was asked for, and whom to tell what goes on. */
export interface Bench {
  stand: Stand;
  settings: BenchSettings;
  say: (line: string) => void;
  /** Aborted when nobody waits for the figures any more. */
  signal: AbortSignal;
}

export type Measure = (bench: Bench) => Promise<Row[]>;
