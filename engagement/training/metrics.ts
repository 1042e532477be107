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
function orderOf(told: Float64Array): Int32Array {
  return Int32Array.from(told.keys()).toSorted((one, other) => (told[one] ?? 0) - (told[other] ?? 0));
}

/** The chance that of two, one to whom it happened and one to whom it did not, the first was told more; a tie is half. */
export function aucOf(told: Float64Array, answers: Float32Array, order: Int32Array = orderOf(told)): number {
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

/** When the highest of each group are flagged. */
export function flaggedOf(
  told: Float64Array,
  answers: Float32Array,
  groups: readonly string[],
  share: number,
): Flagged {
  return rightOf(flagsOf(told, groups, share), answers);
}

/** 1 for the highest of each group, so many of them as the share says, rounded up; of those told the same, the first. */
export function flagsOf(told: Float64Array, groups: readonly string[], share: number): Uint8Array {
  const byGroup = Map.groupBy(told.keys(), (row) => groups[row] ?? '');
  const flags = new Uint8Array(told.length);
  for (const own of byGroup.values()) {
    own.sort((one, other) => (told[other] ?? 0) - (told[one] ?? 0));
    for (const row of own.slice(0, Math.ceil(share * own.length))) flags[row] = 1;
  }
  return flags;
}

/** How right flags were. */
export function rightOf(flags: Uint8Array, answers: Float32Array): Flagged {
  let [hits, flagged, happened] = [0, 0, 0];
  for (const [row, flag] of flags.entries()) {
    const answer = answers[row] ?? 0;
    hits += flag * answer;
    flagged += flag;
    happened += answer;
  }
  return { recall: hits / happened, precision: hits / flagged };
}
