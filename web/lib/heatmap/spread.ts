/** Learners in one stretch of risk, in percent; the last stretch has its end in it. */
export interface RiskBin {
  from: number;
  to: number;
  rows: number;
}

export const riskBins = 20;
const binPercent = 100 / riskBins;

/** How many learners have which risk, and of how many none is known. */
export function riskSpread(rows: readonly { risk: number | null }[]): { bins: RiskBin[]; unknown: number } {
  const bins = Array.from({ length: riskBins }, (_, bin): RiskBin => ({
    from: bin * binPercent,
    to: (bin + 1) * binPercent,
    rows: 0,
  }));
  let unknown = 0;
  for (const { risk } of rows) {
    const bin = risk === null ? undefined : bins[Math.min(riskBins - 1, Math.floor(risk * riskBins))];
    if (bin) bin.rows += 1;
    else unknown += 1;
  }
  return { bins, unknown };
}
