import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelMeasured, Teller } from '#engagement/model-measured.ts';
import { headNames } from '#engagement/risk-model.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import { writeDocument } from './risk-documents.ts';
import { readLogisticBeside, shippedModelFile } from './risk-model-file.ts';

const root = join(import.meta.dirname, '..');

let folder: string;
let measured: ModelMeasured;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-documents-'));
  const text = await readFile(join(root, 'engagement/models/drop-off-measured.json'), 'utf8');
  measured = JSON.parse(text) as ModelMeasured;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the figures of the model that is shipped', () => {
  test.each(['docs/model-card.md', 'README.md'])('stand in %s as they were measured', async (name) => {
    const copy = join(folder, 'document.md');
    await copyFile(join(root, name), copy);
    writeDocument(copy, measured);
    expect(await readFile(copy, 'utf8')).toBe(await readFile(join(root, name), 'utf8'));
    expect(await readFile(copy, 'utf8')).toContain('<!-- measured: pooled -->\n| ');
  });

  test('were measured of this model and no other', () => {
    const { name, learnedFrom } = shippedModel.model;
    expect(measured.model).toEqual({ name, ...learnedFrom });
  });

  test('stand beside those of a logistic regression that learned from the same moments', () => {
    const { classes, rows } = shippedModel.model.learnedFrom;
    const logistic = readLogisticBeside(shippedModelFile);
    expect(logistic?.learnedFrom).toMatchObject({ classes, rows });
  });

  test.each(headNames)('are better than those of the logistic regression: %s', (head) => {
    const of = (teller: Teller) =>
      measured.rows.find((row) => row.head === head && row.week === null && row.teller === teller);
    const [model, logistic] = [of('model'), of('logistic')];
    expect(model?.auc).toBeGreaterThan(logistic?.auc ?? 1);
    expect(model?.precision).toBeGreaterThan(logistic?.precision ?? 1);
    expect(model?.brier).toBeLessThan(logistic?.brier ?? 0);
    for (const rule of head === 'silence' ? [of('silence'), of('median')] : [])
      expect(logistic?.auc).toBeGreaterThan(rule?.auc ?? 1);
  });

  test('are no worse than was asked for', () => {
    const pooled = measured.rows.find(({ head, week }) => head === 'silence' && week === null);
    expect(pooled).toMatchObject({ teller: 'model' });
    expect(pooled?.auc).toBeGreaterThan(0.855);
    expect(pooled?.precision).toBeGreaterThan(0.466);
    expect(pooled?.brier).toBeLessThan(0.083);
    expect(pooled?.calibrationError).toBeLessThan(0.01);
    expect(pooled?.top10.recall).toBeGreaterThan(0.365);
    expect(pooled?.top10.precision).toBeGreaterThan(0.445);
  });
});
