import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ModelMeasured } from '#engagement/model-measured.ts';
import { featureCount, writeFeatures } from '#engagement/risk-features.ts';
import { logOddsOf, writeBins } from '#engagement/open-model.ts';
import { type RiskModel, headNames } from '#engagement/risk-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { viewsOn } from '#engagement/training/class-history.ts';
import { featureWeights, strongestCurves, strongestPairs } from '#engagement/training/strengths.ts';
import { classHistoryOf } from '#seed/oulad/class-history.ts';
import { lessonsIn } from '#seed/oulad/lessons.ts';
import { readPresentation } from '#seed/oulad/presentation.ts';
import { logisticFileOf, writtenModel } from './risk-model-file.ts';
import { trainLogistic, trainModel } from './risk-train.ts';

const sample = join(import.meta.dirname, '../seed/oulad/sample');
const learnersToTest = 13;
/** A command is a process of its own, on a machine with others. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let model: string;
let trained: Answer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-risk-'));
  model = join(folder, 'model.json');
  trained = await risk('train', '--data', sample, '--out', model, '--name', 'small', '--seed', '5');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('npm run risk', () => {
  test('train makes the same bytes of the same data and seed, and others of another seed', async () => {
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.err).toContain('moments of 1 presentations');
    const lessons = await lessonsIn(sample, () => {});
    if (lessons === null) throw new Error('the sample has learners to train on');
    const shares: number[] = [];
    const onProgress = (share: number): void => void shares.push(share);
    const again = writtenModel(await trainModel(lessons, { name: 'small', seed: 5, onProgress }));
    expect(again).toBe(await readFile(model, 'utf8'));
    expect(shares.at(-1)).toBe(1);
    const beside = writtenModel(await trainLogistic(lessons, 'small-logistic'));
    expect(beside).toBe(await readFile(logisticFileOf(model), 'utf8'));
    const other = await trainModel(lessons, { name: 'small', seed: 6, onProgress: () => {} });
    expect(other.heads).not.toEqual((JSON.parse(again) as RiskModel).heads);
  });

  test('predict writes a probability for each moment that the labels ask for, as the scorer reads it', async () => {
    const out = join(folder, 'predictions.csv');
    const args = ['--data', sample, '--model', model, '--label', 'y_noncomplete', '--out', out];
    expect(await risk('predict', ...args)).toMatchObject({ code: 0 });
    const [head, ...lines] = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(head).toBe('code_module,code_presentation,id_student,week,p');
    expect(lines).toHaveLength(664);
    for (const line of lines) expect(line).toMatch(/^BBB,2014B,\d+,\d+,0\.\d{6}$/);
  });

  test('evaluate says how well it tells, in words, as figures and on a page', async () => {
    const [json, page] = [join(folder, 'measured.json'), join(folder, 'page.html')];
    const { code, out } = await risk(
      'evaluate',
      '--data',
      sample,
      '--model',
      model,
      '--json',
      json,
      '--page',
      page,
    );
    expect(code).toBe(0);
    expect(out).toContain('rule: below half of the median');
    expect(out.match(/logistic regression/g)?.length).toBeGreaterThanOrEqual(headNames.length);
    const measured = JSON.parse(await readFile(json, 'utf8')) as ModelMeasured;
    expect(measured).toMatchObject({
      model: { name: 'small', seed: 5, classes: ['BBB_2014B'] },
      learners: learnersToTest,
      weeks: { from: 2, to: 28 },
    });
    const [pooled] = measured.rows;
    expect(pooled).toMatchObject({ head: 'silence', teller: 'model', week: null, rows: 156 });
    expect(pooled?.auc).toBeGreaterThan(0.6);
    const logistic = measured.rows.find(({ teller }) => teller === 'logistic');
    expect(logistic).toMatchObject({ head: 'silence', week: null, rows: 156, asRule: null });
    expect(logistic?.auc).toBeGreaterThan(0.6);
    expect(measured.fairness.map(({ group }) => group)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    const html = await readFile(page, 'utf8');
    expect(html).toContain((pooled?.auc ?? 0).toFixed(4));
    expect(html).not.toMatch(/<script|<link|src=|NaN|undefined/);
  });

  test('evaluate says where there is no logistic regression beside a model, and does without', async () => {
    const alone = join(folder, 'alone.json');
    await copyFile(model, alone);
    const { code, out, err } = await risk('evaluate', '--data', sample, '--model', alone);
    expect(code).toBe(0);
    expect(err).toContain(`there is no ${join(folder, 'alone-logistic.json')}`);
    expect(out).toContain('rule: no activity for 7 days');
    expect(out).not.toContain('logistic regression');
  });

  test('explain gives reasons whose weights add up to the risk', async () => {
    const who = ['--presentation', 'BBB_2014B', '--learner', '469177', '--week', '12'];
    const { code, out } = await risk('explain', '--data', sample, '--model', model, ...who);
    expect(code).toBe(0);
    const weights = [...out.matchAll(/^ {2}([+-][\d.]+) {2}(.*)$/gm)];
    const together = weights.pop();
    const sum = weights.reduce((all, [, weight]) => all + Number(weight), 0);
    expect(sum).toBeCloseTo(Number(together?.[1]), 3);
    const [, said] = /14 days {2}([\d.]+) %/.exec(out) ?? [];
    expect(100 / (1 + Math.exp(-sum))).toBeCloseTo(Number(said), 0);
    expect(out).toContain('Handed in 5 of 5 pieces of work due lately');
  });
});

describe('npm run risk refuses in a clear line', () => {
  test('what it cannot do', async () => {
    const [torn, old] = [join(folder, 'torn.json'), join(folder, 'old.json')];
    await writeFile(torn, '{"version":1,');
    await writeFile(old, '{"version":0}');
    const who = ['--presentation', 'BBB_2014B', '--learner'];
    const cases: [args: string[], code: number, said: string][] = [
      [['guess'], 2, "there is no 'guess'; say one of train, evaluate, predict, explain, models, help"],
      [['evaluate', '--data', sample, '--model', torn], 2, `--model ${torn} cannot be read: it is not JSON`],
      [
        ['explain', '--data', sample, ...who, '469177', '--week', '3', '--model', old],
        2,
        `--model ${old}: expected a model of version 1, found version 0: train it again with \`npm run risk -- train\``,
      ],
      [
        ['explain', '--data', sample, ...who, '1', '--week', '3'],
        1,
        `there is no learner 1 in BBB_2014B of ${sample}`,
      ],
    ];
    const answers = await Promise.all(cases.map(([args]) => risk(...args)));
    expect(answers.map(({ code, err }) => ({ code, err }))).toEqual(
      cases.map(([, code, said]) => ({ code, err: `${said}\n` })),
    );
  });
});

describe('what a model has learned', () => {
  test('is told feature by feature, and adds up to what the model tells', async () => {
    const history = classHistoryOf(await readPresentation(sample, 'BBB_2014B'));
    const [features, bins] = [new Float64Array(featureCount), new Uint8Array(featureCount)];
    for (const day of [30, 90, 160]) {
      const viewOf = viewsOn(history, day);
      for (const learner of history.learners) {
        writeFeatures(viewOf(learner), 0, features);
        writeBins(shippedModel, features, bins);
        for (const head of headNames) {
          const { base } = shippedModel.heads[head];
          const sum = featureWeights(shippedModel, head, bins).reduce((all, weight) => all + weight, base);
          expect(sum).toBeCloseTo(logOddsOf(shippedModel.heads[head], bins), 9);
        }
      }
    }
  });

  test('is drawn from what moves the risk most: who does little is at risk', () => {
    const curves = strongestCurves(shippedModel, 'silence', 46);
    expect(curves.map(({ strength }) => strength)).toEqual(
      curves.map(({ strength }) => strength).toSorted((one, other) => other - one),
    );
    const recent = curves.find(({ feature }) => feature === 'recent14');
    expect(recent?.steps[0]?.value).toBeGreaterThan(0);
    expect(recent?.steps.at(-1)?.value).toBeLessThan(0);
    expect(recent).toMatchObject({ unknown: null });
    const pairs = strongestPairs(shippedModel, 'silence', 1_000);
    expect(pairs).toHaveLength(shippedModel.heads.silence.pairs.length);
    expect(pairs[0]?.strength).toBeGreaterThan(pairs.at(-1)?.strength ?? 1);
  });
});

interface Answer {
  code: number;
  out: string;
  err: string;
}

function risk(...args: string[]): Promise<Answer> {
  return new Promise((answer) => {
    execFile(process.execPath, [join(import.meta.dirname, 'risk.ts'), ...args], (error, out, err) => {
      answer({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
