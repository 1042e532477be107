import {
  type CohortView,
  type LiveRow,
  type RowChange,
  advanceTo,
  applyCohort,
  hourOf,
} from '#engagement/screen/cohort-view.ts';
import type { CountCell, DayCell } from '#engagement/screen/cells.ts';
import { dayOf } from '#engagement/day.ts';

/** Days that a look tells again. */
const daysTold = 8;
/** Scores are told in tenths and risks in ten-thousandths: one event in two moves each of them. */
const scoreStep = 0.1;
const riskStep = 0.0007;

/** Learners whose running cell grows by one event, told of as a worker tells after a look. */
export function oneEventEach(
  view: CohortView,
  places: readonly number[],
  now: number,
): { view: CohortView; changes: RowChange[] } {
  const minute = Math.max(view.minute, Math.floor(now / 60_000));
  const moved = advanceTo(view, minute);
  const changes = places.flatMap((place): RowChange[] => {
    const row = moved.rows[place];
    return row === undefined ? [] : [changeOf(row, minute, view.cohort.timeZone, now)];
  });
  return { view: applyCohort(moved, { of: 'cohort', rows: changes }), changes };
}

/** So many of the rows in turn, from one on. */
export function placesFrom(first: number, many: number, rows: number): number[] {
  return Array.from({ length: many }, (_, index) => (first + index) % rows);
}

function changeOf(row: LiveRow, minute: number, timeZone: string, now: number): RowChange {
  const { cells, hours, days, moods, attendance, told: _, ...facts } = row;
  const grown = cells.with(-1, (cells.at(-1) ?? 0) + 1);
  const isEven = grown.at(-1) === undefined || (grown.at(-1) ?? 0) % 2 === 0;
  const score = facts.score === null ? null : tenths(Math.min(100, facts.score + (isEven ? scoreStep : 0)));
  const risk = facts.risk === null ? null : Math.max(0, facts.risk - (isEven ? 0 : riskStep));
  const today = dayOf(minute * 60_000, timeZone);
  return {
    ...facts,
    score,
    risk,
    lastSeenAt: new Date(now).toISOString(),
    minutes: filled(grown, minute),
    hours: filled(hours.with(-1, (hours.at(-1) ?? 0) + 1), hourOf(minute)),
    days: days
      .with(-1, (days.at(-1) ?? 0) + 1)
      .flatMap((events, index): DayCell[] =>
        events === 0
          ? []
          : [
              [
                today - days.length + 1 + index,
                events,
                moods[index] ?? null,
                attendance[index] ?? 'none',
              ],
            ],
      )
      .slice(-daysTold),
    told: [
      [minute, score === null ? null : Math.round(score), risk === null ? null : Math.round(100 * risk)],
    ],
    acceptedAt: now,
  };
}

function filled(ring: readonly number[], last: number): CountCell[] {
  return ring.flatMap((events, index): CountCell[] =>
    events > 0 ? [[last - ring.length + 1 + index, events]] : [],
  );
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
