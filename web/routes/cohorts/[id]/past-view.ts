import type { CohortView } from '#engagement/screen/cohort-view.ts';
import { viewOfBytes } from '#engagement/screen/view-bytes.ts';
import { get, getBytes } from '#web/lib/api.ts';

/** From when on the minutes of a cohort were recorded, up to when, and where something was lost. RFC 3339. */
export interface Recorded {
  from: string;
  to: string;
  gaps: { from: string; to: string }[];
}

/** The cohort as screens showed it, and whether something that was announced around then was lost. */
export interface PastPicture {
  view: CohortView;
  isMissing: boolean;
}

/** At a moment, in ms. */
export async function pastView(cohort: string, at: number): Promise<PastPicture> {
  const time = encodeURIComponent(new Date(at).toISOString());
  const { bytes, headers } = await getBytes(`/v1/cohorts/${cohort}/past?as=bytes&at=${time}`);
  return { view: viewOfBytes(bytes), isMissing: headers.get('x-missing') === 'true' };
}

/** Null where nothing was recorded yet. */
export async function recordedOf(cohort: string): Promise<Recorded | null> {
  const { from, to, gaps } = await get<Partial<Recorded>>(`/v1/cohorts/${cohort}/recorded`);
  return from && to ? { from, to, gaps: gaps ?? [] } : null;
}
