import { type FeatureName, featureCount, featureNames, writeFeatures } from '#engagement/risk-features.ts';
import { groupOf } from '#engagement/risk-groups.ts';
import { type OpenModel, logOddsOf, openModel, writeBins } from '#engagement/open-model.ts';
import {
  type Lack,
  type Reason,
  type Risk,
  bandOf,
  chanceOf,
  floorsOf,
  knownDaysMin,
  riskOf,
} from '#engagement/risk.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { viewsOn } from '#engagement/training/class-history.ts';
import { featureWeights } from '#engagement/training/strengths.ts';
import { classHistoryOf } from '#seed/oulad/class-history.ts';
import { BadData } from '#seed/oulad/csv.ts';
import { readPresentation } from '#seed/oulad/presentation.ts';
import * as en from '#web/messages/en.ts';
import { BadOption, numberOption, readOptions } from './options.ts';
import { featureWords } from './risk-feature-words.ts';
import { folderOf } from './risk-folder.ts';
import { readModel, shippedModelFile } from './risk-model-file.ts';
import { percent } from './risk-table.ts';

/** Longer than any course of the data. */
const weeksMost = 40;
/** Less than this is nothing that anybody asks about. */
const weightShown = 0.005;

/** The risk of one learner on one evening, and every number it comes from. */
export async function explain(args: string[]): Promise<void> {
  const options = readOptions(['data', 'presentation', 'learner', 'week', 'model'], args);
  const data = folderOf(options.data);
  const name = given('presentation', options.presentation, 'X', 'such as BBB_2014B');
  const id = given('learner', options.learner, 'ID', 'as the data calls them');
  const asked = given('week', options.week, 'N', `from 1 to ${weeksMost}`);
  const week = numberOption('week', asked, 1, weeksMost);
  if (!Number.isInteger(week))
    throw new BadOption(`--week ${asked} is not valid: expected a whole number from 1 to ${weeksMost}`);
  const model = openModel(readModel(options.model ?? shippedModelFile));
  const history = classHistoryOf(await readPresentation(data, name));
  const learner = history.learners.find((one) => one.id === id);
  if (learner === undefined) throw new BadData(`there is no learner ${id} in ${name} of ${data}`);
  const day = 7 * week;
  const view = viewsOn(history, day)(learner);
  console.log(`learner ${id} in ${name}, the evening of day ${day} (week ${week})`);
  const risk = riskOf(view, model, 1);
  if (risk === null) {
    console.log(`Not enough information yet: they joined fewer than ${knownDaysMin} days before.`);
    return;
  }
  const features = new Float64Array(featureCount);
  writeFeatures(view, 0, features);
  console.log(explained(risk, model, features).join('\n'));
}

function given(name: string, value: string | undefined, shape: string, expected: string): string {
  if (value === undefined) throw new BadOption(`--${name} ${shape} is missing: ${expected}`);
  return value;
}

function explained(risk: Risk, model: OpenModel, features: Float64Array): string[] {
  const bins = new Uint8Array(featureCount);
  writeBins(model, features, bins);
  const byFeature = featureWeights(model, 'silence', bins);
  const band = bandOf(risk.value, floorsOf(usualScoring, null));
  const sum = risk.reasons.reduce((all, { weight }) => all + weight, 0);
  const chance = (head: 'withdrawal28' | 'noncompletion'): string =>
    percent(chanceOf(logOddsOf(model.heads[head], bins)));
  return [
    `no activity for the next 14 days  ${percent(risk.value)}, band ${band}`,
    `withdraws within 28 days          ${chance('withdrawal28')}`,
    `withdraws before the end          ${percent(risk.withdrawal)}`,
    `does not complete                 ${chance('noncompletion')}`,
    ...(risk.lacks.length === 0
      ? []
      : [`less certain: ${risk.lacks.map((lack) => lackWords[lack]).join(', ')}`]),
    '',
    'why, in log-odds; behind each reason its features, with what they are and what each adds',
    ...risk.reasons.flatMap((reason) => [
      `${signed(reason.weight)}  ${en.risk.reason(reason)}`,
      ...featuresBehind(reason, byFeature, features),
    ]),
    `${signed(sum)}  together: 1 / (1 + exp(${(-sum).toFixed(4)})) = ${percent(risk.value)}`,
  ];
}

/** The heaviest first; what weighs next to nothing is left out. */
function featuresBehind({ code }: Reason, byFeature: Float64Array, features: Float64Array): string[] {
  const own = featureNames
    .map((name, index) => ({ name, weight: byFeature[index] ?? 0, value: features[index] ?? Number.NaN }))
    .filter(({ name }) => groupOf[name] === code)
    .toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  return own
    .filter(({ weight }) => Math.abs(weight) >= weightShown)
    .map(({ name, weight, value }) => `             ${signed(weight)}  ${valueWords(name, value)}`);
}

function valueWords(name: FeatureName, value: number): string {
  const said = Number.isNaN(value) ? 'not known' : String(Number(value.toPrecision(3)));
  return `${name} ${said}: ${featureWords[name]}`;
}

function signed(weight: number): string {
  return `${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(4)}`.padStart(9);
}

const lackWords: Record<Lack, string> = {
  newcomer: 'known for less than three weeks',
  cohort: 'too few others around',
  deadlines: 'no deadlines are known',
  course: 'nobody said when the course ends',
  source_down: 'a source is down',
};
