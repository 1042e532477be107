import { type RowChange, applyCohort } from '#engagement/screen/cohort-change.ts';
import { type CohortView, type LiveRow, advanceTo, hourOf } from '#engagement/screen/cohort-view.ts';
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
  const grown = oneMore(cells);
  const isEven = (grown.at(-1) ?? 0) % 2 === 0;
  const score =
    facts.score === null ? null : rounded(Math.min(100, facts.score + (isEven ? scoreStep : 0)), 10);
  const risk =
    facts.risk === null ? null : rounded(Math.max(0, facts.risk - (isEven ? 0 : riskStep)), 10_000);
  const today = dayOf(minute * 60_000, timeZone);
  return {
    ...facts,
    score,
    risk,
    // A window knows the second of the last event.
    lastSeenAt: new Date(1_000 * Math.floor(now / 1_000)).toISOString(),
    minutes: filled(grown, minute),
    hours: filled(oneMore(hours), hourOf(minute)),
    days: oneMore(days)
      .flatMap((events, index): DayCell[] =>
        events === 0
          ? []
          : [[today - days.length + 1 + index, events, moods[index] ?? null, attendance[index] ?? 'none']],
      )
      .slice(-daysTold),
    told: [
      [minute, score === null ? null : Math.round(score), risk === null ? null : Math.round(100 * risk)],
    ],
    acceptedAt: now,
  };
}

function oneMore(ring: readonly number[]): number[] {
  return ring.map((events, index) => (index === ring.length - 1 ? events + 1 : events));
}

function filled(ring: readonly number[], last: number): CountCell[] {
  return ring.flatMap((events, index): CountCell[] =>
    events > 0 ? [[last - ring.length + 1 + index, events]] : [],
  );
}

function rounded(value: number, parts: number): number {
  return Math.round(parts * value) / parts;
}
