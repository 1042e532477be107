import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { featureCount } from '#engagement/risk-features.ts';
import { openModel } from '#engagement/open-model.ts';
import { BadData } from '#seed/oulad/csv.ts';
import { headOfLabel } from '#seed/oulad/labels.ts';
import { askedIn, lessonsIn } from '#seed/oulad/lessons.ts';
import { BadOption, numberOption, readOptions } from './options.ts';
import { progressOn } from './progress.ts';
import { chancesOf } from './risk-chances.ts';
import { evaluate } from './risk-evaluate.ts';
import { explain } from './risk-explain.ts';
import { folderOf } from './risk-folder.ts';
import { logisticFileOf, readModel, shippedModelFile, writtenModel } from './risk-model-file.ts';
import { measureModels, modelTable, tuneModels } from './risk-models.ts';
import { measurePaths, pathTable } from './risk-paths.ts';
import { trainLogistic, trainModel } from './risk-train.ts';

// `npm run risk -- train|evaluate|predict|explain --data DIR`: learns a model of drop-off from a folder of real learners,
// and says how well one tells what became of others.

const usualSeed = 1;
const tellEvery = 0.1;

const progress = progressOn(process.stderr, process.stderr);
const { say, step, complain } = progress;
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const commands = new Map<string, (args: string[]) => Promise<void>>([
  ['train', train],
  ['evaluate', (args) => evaluate(args, progress)],
  ['predict', predict],
  ['explain', explain],
  ['models', models],
  ['help', help],
]);

try {
  const [name = 'help', ...args] = process.argv.slice(2);
  const command = commands.get(name.replace(/^--/, ''));
  if (command === undefined)
    throw new BadOption(`there is no '${name}'; say one of ${[...commands.keys()].join(', ')}`);
  await command(args);
} catch (error) {
  if (!(error instanceof BadOption) && !(error instanceof BadData)) throw error;
  complain(error);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}

function help(): Promise<void> {
  console.log(`npm run risk -- COMMAND --data DIR, a folder in the layout of docs/attribution.md

  train      learns a model from what its labels mark train, and beside it, as FILE-logistic,
             the logistic regression that evaluate measures it against
             [--out FILE] [--seed N] [--name NAME]
  evaluate   says how well a model tells what became of those marked test
             [--model FILE] [--json FILE] [--page FILE] [--documents FILE,FILE]
  predict    writes what it tells of each moment, for the data's own scorer
             --out FILE [--label y_inactive14] [--model FILE]
  explain    takes one risk apart
             --presentation X --learner ID --week N [--model FILE]

Without --model it is the one that comes with the product. docs/model-card.md says what it is.`);
  return Promise.resolve();
}

/** Learns from the presentations of a folder whose labels are marked `train`. The same data and seed make the same bytes. */
async function train(args: string[]): Promise<void> {
  const options = readOptions(['data', 'out', 'seed', 'name'], args);
  const data = folderOf(options.data);
  const out = options.out ?? 'drop-off.json';
  const seed = options.seed === undefined ? usualSeed : numberOption('seed', options.seed, 0, 1_000_000);
  const lessons = await step('reading', () => lessonsIn(data, say));
  if (lessons === null)
    throw new BadData(`nothing in ${data} is marked for training: expected labels with split train`);
  const rows = lessons.features.length / featureCount;
  say(`${rows.toLocaleString('en')} moments of ${lessons.classes.length} presentations`);
  let told = 0;
  const model = await step('learning', () =>
    trainModel(lessons, {
      name: options.name ?? 'drop-off',
      seed,
      onProgress(share) {
        if (share < told + tellEvery) return;
        told = share;
        say(`learning ${Math.round(100 * share)} %`);
      },
    }),
  );
  writeFileSync(out, writtenModel(model));
  say(`written to ${out}`);
  const beside = await step('learning the logistic regression', () =>
    trainLogistic(lessons, `${model.name}-logistic`),
  );
  writeFileSync(logisticFileOf(out), writtenModel(beside));
  say(`written to ${logisticFileOf(out)}`);
}

/** What a model tells of every moment that a folder's labels ask for, in the scorer's format. */
async function predict(args: string[]): Promise<void> {
  const {
    data,
    label = 'y_inactive14',
    out,
    model: file,
  } = readOptions(['data', 'label', 'out', 'model'], args);
  const folder = folderOf(data);
  const head = headOfLabel.get(label);
  if (head === undefined)
    throw new BadOption(
      `--label ${label} is not told: expected one of ${[...headOfLabel.keys()].join(', ')}`,
    );
  if (out === undefined) throw new BadOption('--out FILE is missing: where the predictions go');
  const model = openModel(readModel(file ?? shippedModelFile));
  const stream = createWriteStream(out);
  stream.write('code_module,code_presentation,id_student,week,p\n');
  let rows = 0;
  for await (const { asked } of askedIn(folder, () => true)) {
    const lines = asked.snapshots.map(({ presentation, learner, week }, row) => {
      rows++;
      const [module, code] = presentation.split('_');
      return `${module},${code},${learner},${week},${chancesOf(model, [head], asked.features, row)[head].toFixed(6)}\n`;
    });
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  say(`${rows.toLocaleString('en')} predictions of ${label} in ${out}`);
}

/** How well the models beside the risk tell what became of learners, beside what needs no model; with `--tune yes` the numbers they would learn. */
async function models(args: string[]): Promise<void> {
  const { data, tune } = readOptions(['data', 'tune'], args);
  const folder = folderOf(data);
  if (tune !== undefined) console.log(JSON.stringify(await tuneModels(folder, say), null, 1));
  else console.log(`${modelTable(await measureModels(folder, say))}\n\n${pathTable(measurePaths())}`);
}
