import type { LearnerRow } from '#engagement/cohort.ts';
import type { Asked } from './screen-address.ts';

type Wanted = Pick<Asked, 'band' | 'level' | 'flag' | 'hasCase' | 'risks' | 'search'>;

/** Whether a learner fits all that is asked for. */
export function isWanted(row: LearnerRow, { band, level, flag, hasCase, risks, search }: Wanted): boolean {
  if (band !== null && (row.band ?? 'unknown') !== band) return false;
  if (level !== null && row.level !== level) return false;
  if (flag !== null && !row.flags.includes(flag)) return false;
  if (hasCase && (row.case === null || row.case.status === 'closed')) return false;
  if (risks !== null && (row.risk === null || !isWithin(100 * row.risk, risks))) return false;
  const wanted = search.trim().toLocaleLowerCase();
  return wanted === '' || row.name.toLocaleLowerCase().includes(wanted);
}

/** The last stretch has its end in it: nothing is above 100 %. */
function isWithin(percent: number, [from, to]: readonly [number, number]): boolean {
  return percent >= from && (percent < to || to === 100);
}

/** Whether anything is asked for at all. */
export function isNarrowed({ band, level, flag, hasCase, risks, search }: Wanted): boolean {
  return band !== null || level !== null || flag !== null || hasCase || risks !== null || search !== '';
}
