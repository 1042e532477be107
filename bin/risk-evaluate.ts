import { writeFileSync } from 'node:fs';
import type { ModelMeasured } from '#engagement/model-measured.ts';
import { type OpenModel, openModel } from '#engagement/open-model.ts';
import { type HeadName, headNames } from '#engagement/risk-model.ts';
import { fairnessOf } from '#engagement/training/fairness.ts';
import { type Exam, type Moment, measuredRows, pick, rowsFor } from '#engagement/training/measure.ts';
import { calibrationOf } from '#engagement/training/metrics.ts';
import { BadData } from '#seed/oulad/csv.ts';
import { groupKey, readGroups } from '#seed/oulad/groups.ts';
import type { Snapshot } from '#seed/oulad/labels.ts';
import { askedIn } from '#seed/oulad/lessons.ts';
import { readOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { chancesOf } from './risk-chances.ts';
import { writeDocument } from './risk-documents.ts';
import { folderOf } from './risk-folder.ts';
import { logisticFileOf, readLogisticBeside, readModel, shippedModelFile } from './risk-model-file.ts';
import { pageOf } from './risk-page.ts';
import { measuredText } from './risk-table.ts';

/** Later there are too few left, and earlier nothing is known yet. */
const weeks = { from: 2, to: 28 };
/** More digits than a file of figures needs would only look exact. */
const digitsKept = 6;

/** How well a model tells what became of the learners whom the labels of a folder mark `test`. */
export async function evaluate(args: string[], { say, step }: Progress): Promise<void> {
  const options = readOptions(['data', 'model', 'json', 'page', 'documents'], args);
  const data = folderOf(options.data);
  const file = options.model ?? shippedModelFile;
  const model = openModel(readModel(file));
  const beside = readLogisticBeside(file);
  if (beside === null) say(`there is no ${logisticFileOf(file)}: the model is measured against rules alone`);
  const logistic = beside === null ? null : openModel(beside);
  const exam = await step('reading, and telling the risks', () => examOf(data, model, logistic, say));
  const groups = await readGroups(data);
  const measured = measuredOf(exam, model, groups);
  const figures = JSON.stringify(measured, shortened, 1);
  console.log(measuredText(measured));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${figures}\n`);
    say(`figures written to ${options.json}`);
  }
  if (options.page !== undefined) {
    writeFileSync(options.page, pageOf(measured, exam, model));
    say(`page written to ${options.page}`);
  }
  for (const file of options.documents?.split(',') ?? []) {
    writeDocument(file, JSON.parse(figures) as ModelMeasured);
    say(`figures written into ${file}`);
  }
}

async function examOf(
  data: string,
  model: OpenModel,
  logistic: OpenModel | null,
  say: (line: string) => void,
): Promise<Exam> {
  const moments: Moment[] = [];
  const answers = byHead<number[]>(() => []);
  const told = byHead<number[]>(() => []);
  const toldBeside = byHead<number[]>(() => []);
  const [silence, days28]: [number[], number[]] = [[], []];
  const isWanted = ({ split, week }: Snapshot): boolean =>
    split === 'test' && week >= weeks.from && week <= weeks.to;
  for await (const { presentation, asked } of askedIn(data, isWanted)) {
    const { snapshots, features } = asked;
    const clicked = new Map(
      presentation.learners.map(({ id, clicks }) => [String(id), new Set(clicks.map(({ day }) => day))]),
    );
    for (const [row, { learner, week, day, isActive, answers: own }] of snapshots.entries()) {
      moments.push({ presentation: presentation.name, learner, week, isActive });
      const chances = chancesOf(model, headNames, features, row);
      const beside = logistic === null ? null : chancesOf(logistic, headNames, features, row);
      for (const head of headNames) {
        answers[head].push(own[head]);
        told[head].push(chances[head]);
        if (beside !== null) toldBeside[head].push(beside[head]);
      }
      const days = clicked.get(learner) ?? none;
      silence.push(silentDays(days, day));
      days28.push(activeDays(days, day));
    }
    say(`${presentation.name}: ${snapshots.length} moments`);
  }
  if (moments.length === 0)
    throw new BadData(
      `nothing in ${data} is marked to be tested on: expected labels with split test in weeks ${weeks.from} to ${weeks.to}`,
    );
  return {
    moments,
    answers: byHead((head) => Float32Array.from(answers[head])),
    told: byHead((head) => Float64Array.from(told[head])),
    logistic: logistic === null ? null : byHead((head) => Float64Array.from(toldBeside[head])),
    silence: Float32Array.from(silence),
    days28: Float32Array.from(days28),
  };
}

const none: ReadonlySet<number> = new Set();
const silentMost = 77;

/** The rules count clicks alone, as dashboards do: with work that was handed in beside them they tell less. */
function silentDays(clicked: ReadonlySet<number>, day: number): number {
  let silent = 0;
  while (silent < silentMost && !clicked.has(day - silent)) silent++;
  return silent;
}

function activeDays(clicked: ReadonlySet<number>, day: number): number {
  return Array.from({ length: 28 }, (_, back) => day - back).filter((one) => clicked.has(one)).length;
}

function byHead<Value>(valueOf: (head: HeadName) => Value): Record<HeadName, Value> {
  return Object.fromEntries(headNames.map((head) => [head, valueOf(head)])) as Record<HeadName, Value>;
}

function measuredOf(
  exam: Exam,
  { model }: OpenModel,
  groups: Awaited<ReturnType<typeof readGroups>>,
): ModelMeasured {
  const { data, classes, rows, seed } = model.learnedFrom;
  const asked = rowsFor(exam, { head: 'silence', isActiveOnly: true });
  const everybody = exam.moments.map(({ presentation, learner }) => groupKey(presentation, learner));
  return {
    model: { name: model.name, data, classes, rows, seed },
    classes: [...new Set(exam.moments.map(({ presentation }) => presentation))],
    learners: new Set(everybody).size,
    weeks,
    rows: measuredRows(exam),
    calibration: calibrationOf(pick(exam.told.silence, asked), pick(exam.answers.silence, asked)),
    fairness: fairnessOf(exam, (presentation, learner) => {
      const known = groups.get(groupKey(presentation, learner));
      if (known === undefined) throw new Error(`nobody is ${learner} in ${presentation}`);
      return known;
    }),
  };
}

function shortened(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(digitsKept)) : value;
}
