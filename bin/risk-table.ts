import type { MeasuredGroup, MeasuredRow, ModelMeasured, Teller, Trait } from '#engagement/model-measured.ts';
import type { HeadName } from '#engagement/risk-model.ts';

// The figures of a measured model as words, for the terminal and for the page.

export const headWords: Record<HeadName, string> = {
  silence: 'no activity for 14 days (y_inactive14), of those active in the last 14',
  withdrawal: 'withdraws before the end (y_wd_rest)',
  withdrawal28: 'withdraws within 28 days (y_wd28)',
  noncompletion: 'does not complete (y_noncomplete)',
};

export const tellerWords: Record<Teller, string> = {
  model: 'the model',
  logistic: 'logistic regression',
  silence: 'rule: no activity for 7 days',
  median: 'rule: below half of the median',
};

/** How each rule makes an order of learners, which AUC and a flagged share ask for. */
const ruleWords: Record<Exclude<Teller, 'model' | 'logistic'>, string> = {
  silence: 'ranked by days since the last activity',
  median:
    'ranked by active days in the last 28, as a share of the median of those active in the same class and week, lowest first',
};

export const traitWords: Record<Trait, string> = {
  sex: 'sex',
  age: 'age',
  disability: 'disability',
  deprivation: 'deprivation of the neighbourhood (imd_band)',
};

export const rowHeads = [
  'n',
  'base',
  'AUC',
  'PR-AUC',
  'Brier',
  'ECE',
  'recall@10 %',
  'prec.@10 %',
  'recall@15 %',
  'prec.@15 %',
];

/** The cells of a line of the table, beneath `rowHeads`. */
export function rowCells(row: MeasuredRow): string[] {
  const { rows, share, auc, precision, brier, calibrationError, top10, top15 } = row;
  const figures = [share, auc, precision, brier, calibrationError];
  const flagged = [top10.recall, top10.precision, top15.recall, top15.precision];
  return [
    rows.toLocaleString('en'),
    ...[...figures, ...flagged].map((figure) => (figure === null ? '' : figure.toFixed(4))),
  ];
}

export const groupHeads = ['learners', 'moments', 'base', 'told', 'AUC', 'recall', '±', 'false alarms', '±'];

export function groupCells(group: MeasuredGroup): string[] {
  const { learners, rows, share, told, auc, recall, recallError, falseAlarm, falseAlarmError } = group;
  return [
    learners.toLocaleString('en'),
    rows.toLocaleString('en'),
    share.toFixed(3),
    told.toFixed(3),
    auc.toFixed(3),
    recall.toFixed(3),
    (errorsShown * recallError).toFixed(3),
    falseAlarm.toFixed(3),
    (errorsShown * falseAlarmError).toFixed(3),
  ];
}

/** Nineteen times of twenty the truth is within so many standard errors. */
const errorsShown = 1.96;

export function weekWords(week: number | null, { weeks }: Pick<ModelMeasured, 'weeks'>): string {
  return week === null ? `weeks ${weeks.from}-${weeks.to}` : `week ${week}`;
}

/** What a rule catches when it is taken at its word. */
export function atItsWord({ teller, asRule }: MeasuredRow): string | null {
  if (teller === 'model' || teller === 'logistic' || asRule === null) return null;
  const [share, recall, precision] = [asRule.share, asRule.recall, asRule.precision].map(percent);
  return `${tellerWords[teller]}: ${ruleWords[teller]}. At its word it flags ${share}, with recall ${recall} and precision ${precision}.`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** All of it for a terminal. */
export function measuredText(measured: ModelMeasured): string {
  const { model, classes, learners, rows, fairness } = measured;
  const byHead = Map.groupBy(rows, ({ head }) => head);
  const tables = [...byHead].flatMap(([head, own]) => [
    '',
    headWords[head],
    table(
      ['', '', ...rowHeads],
      own.map((row) => [weekWords(row.week, measured), tellerWords[row.teller], ...rowCells(row)]),
    ),
    ...own.filter(({ week }) => week === null).flatMap((row) => atItsWord(row) ?? []),
  ]);
  const groups = table(
    ['', '', ...groupHeads],
    fairness.map((group) => [group.trait, group.group, ...groupCells(group)]),
  );
  return [
    `${model.name}, learned from ${model.rows.toLocaleString('en')} moments of ${model.classes.join(', ')}`,
    `measured on ${learners.toLocaleString('en')} learners of ${classes.join(', ')}`,
    ...tables,
    '',
    'when the top 10 % of each class and week are flagged: recall of those who fall silent, false alarms of those who do not (95 % within ±)',
    groups,
  ].join('\n');
}

/** Words to the left, figures to the right. */
function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [heads, ...lines];
  const widths = heads.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
