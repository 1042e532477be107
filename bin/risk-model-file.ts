import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RiskModel, parseModel } from '#engagement/risk-model.ts';
import { BadOption } from './options.ts';

export const shippedModelFile = join(import.meta.dirname, '../engagement/models/drop-off.json');

/** Where the logistic regression is kept that learned from the same as a model: beside it. */
export function logisticFileOf(file: string): string {
  return `${file.replace(/\.json$/, '')}-logistic.json`;
}

/** The one beside a model; null where there is none, as beside a model of somebody else's. */
export function readLogisticBeside(file: string): RiskModel | null {
  const beside = logisticFileOf(file);
  return existsSync(beside) ? readModel(beside) : null;
}

/** The model in a file, or why it is none, with the file's name. */
export function readModel(file: string): RiskModel {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : 'it is not there';
    throw new BadOption(`--model ${file} cannot be read: ${why}`);
  }
  const parsed = parseModel(given);
  if (!parsed.ok) throw new BadOption(`--model ${file}: ${parsed.problem}`);
  return parsed.model;
}

/** With a line for each tree, so that a change of it can be read. */
export function writtenModel(model: RiskModel): string {
  return `${JSON.stringify(model)}\n`;
}
