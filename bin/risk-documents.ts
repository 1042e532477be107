import { readFileSync, writeFileSync } from 'node:fs';
import type { MeasuredRow, ModelMeasured } from '#engagement/model-measured.ts';
import { BadOption } from './options.ts';
import { atItsWord, groupCells, headWords, percent, tellerWords, traitWords } from './risk-table.ts';

const marked = /(<!-- measured: (\w+) -->\n)[^]*?(<!-- \/measured -->)/g;

/** Writes the figures of a model into a document, wherever it has a place marked for them, so that no figure is typed by hand. */
export function writeDocument(file: string, measured: ModelMeasured): void {
  const text = readFileSync(file, 'utf8');
  const written = text.replaceAll(marked, (_, begin: string, name: string, end: string) => {
    const tableOf = tables.get(name);
    if (tableOf === undefined)
      throw new BadOption(`${file} asks for '${name}': expected one of ${[...tables.keys()].join(', ')}`);
    return `${begin}${tableOf(measured)}\n${end}`;
  });
  writeFileSync(file, written);
}

const figureHeads = ['n', 'base', 'AUC', 'PR-AUC', 'Brier', 'ECE', 'recall @10 %', 'precision @10 %'];

const tables = new Map<string, (measured: ModelMeasured) => string>([
  [
    'pooled',
    ({ rows }) =>
      table(
        ['', ...figureHeads],
        rows
          .filter(({ week }) => week === null)
          .map((row) => [
            row.teller === 'model' ? headWords[row.head] : `the same, ${tellerWords[row.teller]}`,
            ...figuresOf(row),
          ]),
      ),
  ],
  [
    'weeks',
    ({ rows }) =>
      table(
        ['week', '', ...figureHeads],
        rows
          .filter(({ head, week }) => head === 'silence' && week !== null)
          .map((row) => [String(row.week), tellerWords[row.teller], ...figuresOf(row)]),
      ),
  ],
  [
    'rules',
    ({ rows }) =>
      rows
        .flatMap((row) => (row.week === null ? (atItsWord(row) ?? []) : []))
        .map((line) => `- ${line}`)
        .join('\n'),
  ],
  [
    'calibration',
    ({ calibration }) =>
      table(
        ['told', 'happened'],
        calibration.map(({ told, happened }) => [percent(told), percent(happened)]),
      ),
  ],
  [
    'fairness',
    ({ fairness }) =>
      table(
        ['', '', 'learners', 'base', 'told', 'AUC', 'recall', 'false alarms'],
        fairness.map((group) => {
          const [learners = '', , share = '', told = '', auc = '', ...flagged] = groupCells(group);
          const [recall, recallWithin, falseAlarm, falseAlarmWithin] = flagged;
          return [
            traitWords[group.trait],
            group.group,
            learners,
            share,
            told,
            auc,
            `${recall} ± ${recallWithin}`,
            `${falseAlarm} ± ${falseAlarmWithin}`,
          ];
        }),
      ),
  ],
]);

function figuresOf({ rows, share, auc, precision, brier, calibrationError, top10 }: MeasuredRow): string[] {
  return [
    rows.toLocaleString('en'),
    percent(share),
    ...[auc, precision, brier, calibrationError, top10.recall, top10.precision].map((figure, index) =>
      figure === null ? '' : figure.toFixed(index === 2 || index === 3 ? 4 : 3),
    ),
  ];
}

function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [heads, heads.map(() => '---'), ...lines];
  return all.map((line) => `| ${line.join(' | ')} |`.replaceAll('  ', ' ')).join('\n');
}
