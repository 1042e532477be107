import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RiskModel, parseModel } from '#engagement/risk-model.ts';
import { BadOption } from './options.ts';

export const shippedModelFile = join(import.meta.dirname, '../engagement/models/drop-off.json');

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
