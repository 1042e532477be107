import type { Reason } from '#engagement/risk.ts';

/** A row of the sum that makes a risk: one reason, or the lighter ones together. */
export interface ReasonBar {
  key: string;
  /** Null for several together. */
  reason: Reason | null;
  /** How many reasons it stands for. */
  of: number;
  /** In log-odds, to the hundredth that is shown. */
  weight: number;
  /** Where its bar begins and ends: each begins where the one before ended. */
  from: number;
  to: number;
}

const unit = 100;

/**
 * Where everyone starts, what raises the risk and what lowers it, each side heaviest first; the lighter ones together in a row.
 * What is shown adds up to the hundredth: what rounding loses goes to the start.
 */
export function reasonBarsOf(reasons: readonly Reason[], shownMost: number): ReasonBar[] {
  const byWeight = reasons
    .filter(({ code }) => code !== 'base')
    .toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  // A single one that is left takes no more room by itself than as a rest.
  const most = byWeight.length === shownMost + 1 ? shownMost + 1 : shownMost;
  const shown = byWeight.slice(0, most);
  const rest = byWeight.slice(most);
  const rounded = (one: Reason): number => Math.round(unit * one.weight);
  const sum = Math.round(unit * reasons.reduce((total, { weight }) => total + weight, 0));
  const start = sum - byWeight.reduce((total, one) => total + rounded(one), 0);
  const rows: Omit<ReasonBar, 'from' | 'to'>[] = [
    ...reasons.filter(({ code }) => code === 'base').map((reason) => rowOf(reason, start)),
    ...shown.filter(({ weight }) => weight > 0).map((reason) => rowOf(reason, rounded(reason))),
    ...shown.filter(({ weight }) => weight <= 0).map((reason) => rowOf(reason, rounded(reason))),
  ];
  if (rest.length > 0) {
    const weight = rest.reduce((total, one) => total + rounded(one), 0);
    rows.push({ key: 'rest', reason: null, of: rest.length, weight });
  }
  let from = 0;
  return rows.map((row) => {
    const bar = { ...row, weight: row.weight / unit, from: from / unit, to: (from + row.weight) / unit };
    from += row.weight;
    return bar;
  });
}

function rowOf(reason: Reason, weight: number): Omit<ReasonBar, 'from' | 'to'> {
  return { key: reason.code, reason, of: 1, weight };
}
