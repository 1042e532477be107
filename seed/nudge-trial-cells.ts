import { dayMs } from '#engagement/day.ts';
import type { EffectCell } from '#engagement/nudging/effect-cell.ts';
import type { Tried } from './nudge-trial.ts';

/** What the product would count of what was tried: each learner once for a kind, by their first decision of it. */
export function cellsOf(tried: readonly Tried[], holdOutPercent: number): EffectCell[] {
  const cells = new Map<string, EffectCell>();
  const counted = new Set<string>();
  for (const { learner, kind, band, arm, sendAt, returned } of tried) {
    if (counted.has(`${learner} ${kind}`)) continue;
    counted.add(`${learner} ${kind}`);
    const day = Math.floor(sendAt / dayMs);
    const key = `${kind} ${day} ${band} ${arm}`;
    const cell = cells.get(key) ?? {
      kind,
      day,
      programme: '',
      band,
      arm,
      treatedChance: 1 - holdOutPercent / 100,
      learners: 0,
      returned24: 0,
      returned72: 0,
      did: 0,
      seen14: 0,
      active14: 0,
      waiting: 0,
      missing: 0,
    };
    cell.learners++;
    cell.returned72 += Number(returned);
    cells.set(key, cell);
  }
  return [...cells.values()].toSorted((one, other) => one.day - other.day);
}

/** What somebody who looks each evening has before them: the days up to each. */
export function* looksAt(cells: readonly EffectCell[]): Generator<EffectCell[]> {
  let from = 0;
  for (const [index, { day }] of cells.entries()) {
    if (index > 0 && day !== cells[from]?.day) {
      yield cells.slice(0, index);
      from = index;
    }
  }
  yield [...cells];
}
