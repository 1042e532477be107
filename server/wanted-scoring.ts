import type { z } from '@hono/zod-openapi';
import type { Scoring } from '#engagement/scoring.ts';
import { scoringProblem } from '#engagement/scoring-problem.ts';
import { Refused } from './errors.ts';
import { type ScoringPatch, scoringShape } from './scoring-shapes.ts';

/** A scoring with the wanted changes in it; refused with the field's name where it may not be used. */
export function wantedScoring(base: Scoring, patch: ScoringPatch): Scoring {
  const before: Record<string, object | number> = { ...base };
  const after = Object.entries(patch).map(([name, wanted]) => {
    const own = before[name];
    return [
      name,
      typeof own === 'object' && typeof wanted === 'object' ? { ...own, ...wanted } : wanted,
    ] as const;
  });
  const scoring = scoringShape.parse({ ...before, ...Object.fromEntries(after) });
  const problem = scoringProblem(scoring);
  if (problem) throw new Refused(400, 'bad_request', problem.message, { field: problem.field });
  return scoring;
}

/** What does not have the shape is refused by its path within the scoring, such as `weights.lms`. */
export function refuseShape(result: { success: boolean; error?: z.ZodError }): undefined {
  const [issue] = result.error?.issues ?? [];
  if (issue === undefined) return undefined;
  const path = issue.path.map(String);
  const within = path[0] === 'scoring' && path.length > 1 ? path.slice(1) : path;
  if (issue.code === 'unrecognized_keys') {
    const own = path[0] === 'scoring' ? path.slice(1) : path;
    const field = [...own, issue.keys[0] ?? ''].join('.');
    throw new Refused(400, 'bad_request', 'There is no such field.', { field });
  }
  const message = issue.code === 'invalid_type' ? `This must be of type ${issue.expected}.` : issue.message;
  throw new Refused(400, 'bad_request', message, within.length > 0 ? { field: within.join('.') } : {});
}
