import type { CohortView } from '#engagement/screen/cohort-view.ts';
import { get } from '#web/lib/api.ts';

/** From when on the minutes of a cohort were recorded, and up to when. RFC 3339. */
export interface Recorded {
  from: string;
  to: string;
}

/** The cohort as screens showed it at a moment, in ms. */
export function pastView(cohort: string, at: number): Promise<CohortView> {
  return get<CohortView>(`/v1/cohorts/${cohort}/past?at=${encodeURIComponent(new Date(at).toISOString())}`);
}

/** Null where nothing was recorded yet. */
export async function recordedOf(cohort: string): Promise<Recorded | null> {
  return get<Recorded | null>(`/v1/cohorts/${cohort}/recorded`);
}
