import type { WindowRead } from './window.ts';

/** What the heatmap can show: how many cells of which length, oldest first. */
export const heatmapRanges = {
  hour: { ring: 'minutes', cells: 60, stepMs: 60_000 },
  day: { ring: 'hours', cells: 24, stepMs: 3_600_000 },
  week: { ring: 'days', cells: 7, stepMs: 86_400_000 },
  term: { ring: 'days', cells: 84, stepMs: 86_400_000 },
} as const;
export type HeatmapRange = keyof typeof heatmapRanges;

/** Learners x time cells as `GET /v1/cohorts/:id/heatmap` answers; the last cell contains `at`. */
export interface Heatmap {
  range: HeatmapRange;
  at: string;
  stepMs: number;
  rows: { enrolment: string; learner: string; name: string; cells: number[] }[];
}

export function cellsOf(window: WindowRead, range: HeatmapRange): number[] {
  const { ring, cells } = heatmapRanges[range];
  return window[ring].slice(-cells);
}
