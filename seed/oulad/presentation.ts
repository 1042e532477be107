import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BadData, type Row, numberIn, numberOrNone, readRows } from './csv.ts';

/**
 * One presentation of a module in the Open University Learning Analytics data set: who took it and what they
 * did. Days count from its start, which is day 0. What the data says about the persons
 * themselves (gender, age, region and the like) is not read at all.
 */
export interface Presentation {
  /** Such as BBB_2014B. */
  name: string;
  module: string;
  lengthDays: number;
  /** What was due when, with its type as submissions have it; exams left out: nobody hands them in. In order of their days. */
  deadlines: { type: string; day: number; weight: number }[];
  learners: OuladLearner[];
}

export interface OuladLearner {
  id: number;
  /** Null where the data does not say. */
  registeredOn: number | null;
  unregisteredOn: number | null;
  finalResult: string;
  clicks: DayClicks[];
  submissions: Submission[];
}

/** What one learner opened on one day of one kind of material. */
export interface DayClicks {
  day: number;
  activity: string;
  /** How many different pages of it; each was clicked once or more often. */
  pages: number;
}

export interface Submission {
  assessment: number;
  /** TMA, marked by a tutor; CMA, marked by a computer; Exam. */
  type: string;
  day: number;
  /** 0..100; null where the data does not say. */
  score: number | null;
}

export async function readPresentation(folder: string, name: string): Promise<Presentation> {
  const known = await presentationsIn(folder);
  if (!known.includes(name)) {
    throw new BadData(`there is no presentation ${name} in ${folder}: there is ${known.join(', ')}`);
  }
  const [module = '', presentation = ''] = name.split('_');
  const { learners, lengthDays } = await readLearners(join(folder, 'students.csv.gz'), module, presentation);
  await readClicks(join(folder, 'daily_clicks', `${name}.csv.gz`), learners);
  const { types, deadlines } = await readAssessments(
    join(folder, 'assessments.csv.gz'),
    module,
    presentation,
  );
  await readSubmissions(join(folder, 'student_assessments.csv.gz'), types, learners);
  return { name, module, lengthDays, deadlines, learners: [...learners.values()] };
}

export async function presentationsIn(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'daily_clicks')).catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'is not there' : error;
    throw new BadData(`expected the data set's folder daily_clicks in ${folder}, which ${String(why)}`);
  });
  return files.flatMap((file) => /^(\w+_\w+)\.csv\.gz$/.exec(file)?.[1] ?? []).toSorted();
}

type Learners = Map<number, OuladLearner>;

async function readLearners(
  path: string,
  module: string,
  presentation: string,
): Promise<{ learners: Learners; lengthDays: number }> {
  const learners: Learners = new Map();
  let lengthDays = 0;
  const columns = [
    'code_module',
    'code_presentation',
    'id_student',
    'final_result',
    'date_registration',
    'date_unregistration',
    'module_presentation_length',
  ] as const;
  for await (const rows of readRows(path, columns)) {
    for (const row of rows) {
      if (row.values.code_module !== module || row.values.code_presentation !== presentation) continue;
      const id = numberIn(row, 'id_student');
      lengthDays = numberIn(row, 'module_presentation_length');
      learners.set(id, {
        id,
        registeredOn: numberOrNone(row, 'date_registration'),
        unregisteredOn: numberOrNone(row, 'date_unregistration'),
        finalResult: row.values.final_result,
        clicks: [],
        submissions: [],
      });
    }
  }
  return { learners, lengthDays };
}

async function readClicks(path: string, learners: Learners): Promise<void> {
  for await (const rows of readRows(path, ['id_student', 'date', 'activity_type', 'rows'])) {
    for (const row of rows) {
      const id = numberIn(row, 'id_student');
      const learner = learners.get(id);
      if (learner === undefined) {
        throw new BadData(
          `${row.file}, line ${row.line}: expected a learner of the presentation, found ${id}`,
        );
      }
      learner.clicks.push({
        day: numberIn(row, 'date'),
        activity: row.values.activity_type,
        pages: numberIn(row, 'rows'),
      });
    }
  }
}

/** The type of each assessment of the presentation, and when those are due that are handed in. */
async function readAssessments(
  path: string,
  module: string,
  presentation: string,
): Promise<{ types: Map<number, string>; deadlines: Presentation['deadlines'] }> {
  const types = new Map<number, string>();
  const deadlines: Presentation['deadlines'] = [];
  const columns = [
    'code_module',
    'code_presentation',
    'id_assessment',
    'assessment_type',
    'date',
    'weight',
  ] as const;
  for await (const rows of readRows(path, columns)) {
    for (const row of rows) {
      if (row.values.code_module !== module || row.values.code_presentation !== presentation) continue;
      const type = row.values.assessment_type;
      types.set(numberIn(row, 'id_assessment'), type);
      const day = numberOrNone(row, 'date');
      if (day !== null && type !== 'Exam') deadlines.push({ type, day, weight: weightIn(row) });
    }
  }
  deadlines.sort((one, other) => one.day - other.day);
  return { types, deadlines };
}

/** In percent of the course, such as 12.5. */
function weightIn(row: Row<'weight'>): number {
  const weight = Number(row.values.weight);
  if (row.values.weight !== '' && weight >= 0 && weight <= 100) return weight;
  throw new BadData(
    `${row.file}, line ${row.line}: expected a percentage as weight, found '${row.values.weight}'`,
  );
}

async function readSubmissions(path: string, types: Map<number, string>, learners: Learners): Promise<void> {
  const columns = ['id_assessment', 'id_student', 'date_submitted', 'is_banked', 'score'] as const;
  for await (const rows of readRows(path, columns)) {
    for (const row of rows) {
      const assessment = numberIn(row, 'id_assessment');
      const type = types.get(assessment);
      const learner = learners.get(numberIn(row, 'id_student'));
      // What was banked was done in an earlier presentation; here it is nothing anybody did.
      if (type === undefined || learner === undefined || row.values.is_banked === '1') continue;
      learner.submissions.push({
        assessment,
        type,
        day: numberIn(row, 'date_submitted'),
        score: numberOrNone(row, 'score'),
      });
    }
  }
}
