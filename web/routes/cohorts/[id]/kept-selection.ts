import { get, post } from '#web/lib/api.ts';
import { clock } from '#web/lib/clock.svelte.ts';
import type { Selection } from './screen-address.ts';

/** A selection as the server keeps it. Times are RFC 3339. */
interface Kept {
  id: string;
  enrolments: string[];
  from: string;
  to: string;
}

/** Has the server keep a selection of more learners than an address can hold; `shown` is its stretch where it has none of its own. */
export async function keepSelection(
  cohort: string,
  { learners, from, to }: Selection,
  shown: { from: number; to: number },
): Promise<string> {
  const kept = await post<Pick<Kept, 'id'>>(`/v1/cohorts/${cohort}/selections`, {
    enrolments: learners,
    from: new Date(from ?? shown.from).toISOString(),
    // The last column of a map ends with its day or hour, which is not over.
    to: new Date(Math.min(to ?? shown.to, clock.read())).toISOString(),
  });
  return kept.id;
}

export async function keptSelection(cohort: string, id: string): Promise<Selection> {
  const { enrolments, from, to } = await get<Kept>(`/v1/cohorts/${cohort}/selections/${id}`);
  return { learners: enrolments, from: Date.parse(from), to: Date.parse(to) };
}
