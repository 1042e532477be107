import type { EffectCell } from './effect-cell.ts';

/** Why an effect is to be read with care. */
export const effectWarnings = [
  'no_hold_out',
  'few_learners',
  'small_arm',
  'arms_unlike',
  'split_off',
  'hold_out_changed',
  'several_kinds',
  'outcomes_missing',
] as const;
export type EffectWarning = (typeof effectWarnings)[number];

/** With fewer nothing is said but that there are too few. */
export const learnersMin = 200;
export const armMin = 20;
const severalShare = 0.25;
const missingShare = 0.05;
/** Beyond this chance alone puts one split in a thousand. */
const splitZ = 3.29;
/** Beyond this chance alone puts one mix of bands in a hundred, by how many bands there are beside the first (chi squared). */
const unlikeFrom = [Number.POSITIVE_INFINITY, 6.63, 9.21, 11.34, 13.28];

/** What speaks against trusting these numbers; `severalKinds` is the share of learners who count for other kinds, too. */
export function warningsOf(cells: readonly EffectCell[], severalKinds: number): EffectWarning[] {
  const treated = sum(cells.filter(({ arm }) => arm === 'treated'));
  const heldOut = sum(cells.filter(({ arm }) => arm === 'held_out'));
  const missing = cells.reduce((all, one) => all + one.missing, 0);
  const known = treated + heldOut;
  const found: Record<EffectWarning, boolean> = {
    no_hold_out: heldOut === 0,
    few_learners: known < learnersMin,
    small_arm: Math.min(treated, heldOut) < armMin,
    arms_unlike: areUnlike(cells, treated, heldOut),
    split_off: isSplitOff(cells, heldOut),
    hold_out_changed: new Set(cells.filter(isCounted).map(({ treatedChance }) => treatedChance)).size > 1,
    several_kinds: severalKinds > severalShare,
    outcomes_missing: missing > missingShare * (known + missing),
  };
  return effectWarnings.filter((one) => found[one]);
}

function sum(cells: readonly EffectCell[]): number {
  return cells.reduce((all, { learners }) => all + learners, 0);
}

function isCounted({ learners }: EffectCell): boolean {
  return learners > 0;
}

/** Whether the arms differed before anything was sent: the mix of risks in them is not the same. */
function areUnlike(cells: readonly EffectCell[], treated: number, heldOut: number): boolean {
  if (treated === 0 || heldOut === 0) return false;
  const bands = [...Map.groupBy(cells.filter(isCounted), ({ band }) => band).values()];
  const known = treated + heldOut;
  let apart = 0;
  for (const own of bands) {
    const inBand = sum(own);
    const held = sum(own.filter(({ arm }) => arm === 'held_out'));
    const expected = (inBand * heldOut) / known;
    apart += (held - expected) ** 2 / expected + (held - expected) ** 2 / (inBand - expected);
  }
  return apart > (unlikeFrom[bands.length - 1] ?? 0);
}

/** Whether more, or fewer, are held out than the lot makes likely. */
function isSplitOff(cells: readonly EffectCell[], heldOut: number): boolean {
  let [expected, variance] = [0, 0];
  for (const { treatedChance, learners } of cells) {
    expected += learners * (1 - treatedChance);
    variance += learners * treatedChance * (1 - treatedChance);
  }
  return variance > 0 && Math.abs(heldOut - expected) > splitZ * Math.sqrt(variance) + 0.5;
}
