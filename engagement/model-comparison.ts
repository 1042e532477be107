import type { Quality } from './training/metrics.ts';

/** How well a tenant's own model tells what happened at moments after those it learned from, beside the one in use. */
export interface ModelComparison {
  /** The moments both were tried on, as dates. */
  from: string;
  to: string;
  own: Quality;
  used: Quality;
  /** The name of the one in use then. */
  usedName: string;
  /** How far apart the two are, own less used, with the interval in which chance among learners would leave it 95 times of 100. */
  apart: Record<'auc' | 'brier', { by: number; low: number; high: number }>;
}

/** Which of the two is better by more than chance. The Brier score decides: it asks for the right order and the right size of risks. */
export function betterOf({ apart: { brier } }: Pick<ModelComparison, 'apart'>): 'own' | 'used' | 'even' {
  if (brier.high < 0) return 'own';
  return brier.low > 0 ? 'used' : 'even';
}
