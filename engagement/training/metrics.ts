/** How well chances told what happened. */
export interface Quality {
  rows: number;
  /** How often it happened. */
  share: number;
  /** The chance that one to whom it happened was told a higher risk than one to whom it did not. */
  auc: number;
  /** Mean precision over all places where one might stop flagging. */
  precision: number;
  brier: number;
  /** Mean distance between what was told and what happened, by tenths of those told. */
  calibrationError: number;
  top10: Flagged;
  top15: Flagged;
}

/** When a share of each group is flagged: how many of those to whom it happened were, and how many flagged it happened to. */
export interface Flagged {
  recall: number;
  precision: number;
}

/** `groups` says of each row which others it competes with for being flagged. */
export function qualityOf(told: Float64Array, answers: Float32Array, groups: readonly string[]): Quality {
  const rows = told.length;
  const order = orderOf(told);
  let happened = 0;
  for (const answer of answers) happened += answer;
  return {
    rows,
    share: happened / rows,
    auc: aucOf(told, answers, order),
    precision: precisionOf(told, answers, order),
    brier: told.reduce((sum, chance, row) => sum + (chance - (answers[row] ?? 0)) ** 2, 0) / rows,
    calibrationError: calibrationOf(told, answers, order).reduce(
      (sum, { rows: own, told: mean, happened: share }) => sum + (own / rows) * Math.abs(mean - share),
      0,
    ),
    top10: flaggedOf(told, answers, groups, 0.1),
    top15: flaggedOf(told, answers, groups, 0.15),
  };
}

/** Rows from the lowest to the highest told. */
export function orderOf(told: Float64Array): Int32Array {
  return Int32Array.from(told.keys()).toSorted((one, other) => (told[one] ?? 0) - (told[other] ?? 0));
}

function aucOf(told: Float64Array, answers: Float32Array, order: Int32Array): number {
  let [happened, ranks] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && told[order[to + 1] ?? 0] === told[order[from] ?? 0]) to++;
    for (let at = from; at <= to; at++) {
      if (answers[order[at] ?? 0] !== 1) continue;
      happened++;
      // Those told the same share their ranks.
      ranks += (from + to) / 2 + 1;
    }
    from = to + 1;
  }
  const others = order.length - happened;
  return happened === 0 || others === 0
    ? Number.NaN
    : (ranks - (happened * (happened + 1)) / 2) / (happened * others);
}

function precisionOf(told: Float64Array, answers: Float32Array, order: Int32Array): number {
  let [hits, before, sum] = [0, 0, 0];
  const happened = answers.reduce((all, answer) => all + answer, 0);
  for (let flagged = 1; flagged <= order.length; flagged++) {
    const row = order[order.length - flagged] ?? 0;
    hits += answers[row] ?? 0;
    const next = order[order.length - flagged - 1];
    if (next !== undefined && told[next] === told[row]) continue;
    sum += (hits / happened - before) * (hits / flagged);
    before = hits / happened;
  }
  return sum;
}

/** Those told about the same together, lowest first: what they were told in the mean, and how often it happened. */
export interface CalibrationStep {
  rows: number;
  told: number;
  happened: number;
}

export function calibrationOf(
  told: Float64Array,
  answers: Float32Array,
  order: Int32Array = orderOf(told),
  steps: number = 10,
): CalibrationStep[] {
  const result: CalibrationStep[] = [];
  let from = 0;
  for (let step = 0; step < steps; step++) {
    const rows = Math.floor(order.length / steps) + (step < order.length % steps ? 1 : 0);
    if (rows === 0) continue;
    let [chances, happened] = [0, 0];
    for (let at = from; at < from + rows; at++) {
      chances += told[order[at] ?? 0] ?? 0;
      happened += answers[order[at] ?? 0] ?? 0;
    }
    result.push({ rows, told: chances / rows, happened: happened / rows });
    from += rows;
  }
  return result;
}

/** The highest of each group are flagged, rounded up. */
export function flaggedOf(
  told: Float64Array,
  answers: Float32Array,
  groups: readonly string[],
  share: number,
): Flagged {
  const byGroup = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    const own = byGroup.get(group);
    if (own === undefined) byGroup.set(group, [row]);
    else own.push(row);
  }
  let [hits, flagged] = [0, 0];
  for (const own of byGroup.values()) {
    const most = Math.ceil(share * own.length);
    own.sort((one, other) => (told[other] ?? 0) - (told[one] ?? 0));
    for (const row of own.slice(0, most)) hits += answers[row] ?? 0;
    flagged += most;
  }
  const happened = answers.reduce((all, answer) => all + answer, 0);
  return { recall: hits / happened, precision: hits / flagged };
}
