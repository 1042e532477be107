import type { Arm } from './arm.ts';
import type { EffectCell } from './effect-cell.ts';
import { watchedOf } from './watched.ts';

/** What was seen of a kind that does harm: whoever gets it comes back less often than who does not. */
export interface HarmSeen extends Record<string, number> {
  treated: number;
  treatedReturned: number;
  heldOut: number;
  heldOutReturned: number;
}

/** What there is to see if these tell of harm; null if they do not. It may be asked again with everybody who is new. */
export function harmOf(cells: readonly EffectCell[]): HarmSeen | null {
  if (watchedOf(cells).high >= 0) return null;
  const sum = (arm: Arm, name: 'learners' | 'returned72'): number =>
    cells.filter((cell) => cell.arm === arm).reduce((all, cell) => all + cell[name], 0);
  return {
    treated: sum('treated', 'learners'),
    treatedReturned: sum('treated', 'returned72'),
    heldOut: sum('held_out', 'learners'),
    heldOutReturned: sum('held_out', 'returned72'),
  };
}
