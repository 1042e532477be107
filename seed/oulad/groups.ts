import { join } from 'node:path';
import type { Trait } from '#engagement/model-measured.ts';
import { readRows } from './csv.ts';

/**
 * Who the persons of the data are, as far as it says. Read to see whether a model treats groups of them alike, and for nothing
 * else: no feature, no screen and no training knows of it.
 */
export async function readGroups(folder: string): Promise<Map<string, Record<Trait, string>>> {
  const groups = new Map<string, Record<Trait, string>>();
  const columns = [
    'code_module',
    'code_presentation',
    'id_student',
    'gender',
    'age_band',
    'disability',
    'imd_band',
  ] as const;
  for await (const rows of readRows(join(folder, 'students.csv.gz'), columns)) {
    for (const { values } of rows) {
      groups.set(groupKey(`${values.code_module}_${values.code_presentation}`, values.id_student), {
        sex: sexes.get(values.gender) ?? unknown,
        age: ages.get(values.age_band) ?? unknown,
        disability: disabilities.get(values.disability) ?? unknown,
        deprivation: fifthOf(values.imd_band),
      });
    }
  }
  return groups;
}

export function groupKey(presentation: string, learner: string): string {
  return `${presentation} ${learner}`;
}

const unknown = 'unknown';
const sexes = new Map([
  ['F', 'women'],
  ['M', 'men'],
]);
const ages = new Map([
  ['0-35', 'under 35'],
  ['35-55', '35 to 55'],
  ['55<=', '55 and over'],
]);
const disabilities = new Map([
  ['N', 'none declared'],
  ['Y', 'declared'],
]);

/** Tenths of the places in England by deprivation, two by two: in a single one there are too few. */
function fifthOf(band: string): string {
  const [, from] = /^(\d+)-\d+%?$/.exec(band) ?? [];
  if (from === undefined) return unknown;
  const fifth = Math.floor(Number(from) / 20);
  const name = fifth === 0 ? ', most deprived' : fifth === 4 ? ', least' : '';
  return `${20 * fifth}-${20 * (fifth + 1)} %${name}`;
}
