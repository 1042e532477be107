import type { NudgeKind } from '../nudge.ts';
import { drawOf } from './draw.ts';

/** Whether a learner gets nudges of a kind, or is one of the few by whom their effect is known. */
export const arms = ['treated', 'held_out'] as const;
export type Arm = (typeof arms)[number];

/** Drawn once for a learner and a kind, and kept: it does not depend on what happens to them. */
export function armOf(learnerSeed: string, kind: NudgeKind, holdOutPercent: number): Arm {
  return drawOf(`arm ${learnerSeed} ${kind}`) * 100 < holdOutPercent ? 'held_out' : 'treated';
}
