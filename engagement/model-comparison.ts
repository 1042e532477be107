import type { Quality } from './training/metrics.ts';

/** How well a tenant's own model tells what happened to learners that it did not learn from, beside the one in use. */
export interface ModelComparison {
  /** Learners and moments it was tried on: those after the ones it learned from. */
  from: string;
  to: string;
  own: Quality;
  used: Quality;
}
