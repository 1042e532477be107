import type { CohortView, LiveRow } from './cohort-view.ts';
import { toldOf } from './told.ts';

/*
 * What of a row follows, as bits. The first seven fit into one byte: nearly every event needs no others.
 * `counted` is a minute that grew and with it its hour and day, `toldNow` what the row itself says, told in this minute.
 */
export const bit = {
  counted: 1,
  seen: 2,
  score: 4,
  risk: 8,
  accepted: 16,
  toldNow: 32,
  standing: 64,
  flags: 128,
  case: 256,
  names: 512,
  minutes: 1_024,
  hours: 2_048,
  days: 4_096,
  told: 8_192,
  anyCell: 1 + 1_024 + 2_048 + 4_096,
  /** All that is known of a learner, and every cell in which there is something. */
  all: 2 + 4 + 8 + 64 + 128 + 256 + 512 + 1_024 + 2_048 + 4_096 + 8_192,
} as const;

/** What of `after` does not follow from `before`. */
export function bitsOf(before: LiveRow, after: LiveRow, view: CohortView): number {
  if (before === after) return 0;
  let bits = 0;
  if (before.lastSeenAt !== after.lastSeenAt) bits |= bit.seen;
  if (before.score !== after.score) bits |= bit.score;
  if (before.risk !== after.risk) bits |= bit.risk;
  if (before.level !== after.level || before.trend !== after.trend || before.band !== after.band)
    bits |= bit.standing;
  if (before.flags.join() !== after.flags.join()) bits |= bit.flags;
  if (JSON.stringify(before.case) !== JSON.stringify(after.case)) bits |= bit.case;
  if (before.learner !== after.learner || before.name !== after.name) bits |= bit.names;
  bits |= cellBits(before, after);
  if (before.told !== after.told && JSON.stringify(before.told) !== JSON.stringify(after.told)) {
    bits |= isToldNow(before, after, view.minute) ? bit.toldNow : bit.told;
  }
  return bits;
}

function cellBits(before: LiveRow, after: LiveRow): number {
  const [minutes, hours, days] = [
    differing(before.cells, after.cells),
    differing(before.hours, after.hours),
    daysDiffering(before, after),
  ];
  if (minutes.length + hours.length + days.length === 0) return 0;
  const isCounted =
    minutes.length === 1 &&
    minutes[0] === after.cells.length - 1 &&
    grew(before.hours, after.hours, hours) === grew(before.cells, after.cells, minutes) &&
    grew(before.days, after.days, days) === grew(before.cells, after.cells, minutes) &&
    isLastMoodKept(before, after);
  if (isCounted) return bit.counted;
  return (
    (minutes.length > 0 ? bit.minutes : 0) |
    (hours.length > 0 ? bit.hours : 0) |
    (days.length > 0 ? bit.days : 0)
  );
}

/** By how much the last cell grew, if that is all that changed; otherwise no number. */
function grew(before: readonly number[], after: readonly number[], changed: number[]): number {
  const last = after.length - 1;
  if (changed.length !== 1 || changed[0] !== last) return Number.NaN;
  return (after[last] ?? 0) - (before[last] ?? 0);
}

function isLastMoodKept(before: LiveRow, after: LiveRow): boolean {
  return before.moods.at(-1) === after.moods.at(-1) && before.attendance.at(-1) === after.attendance.at(-1);
}

/** A row of which whoever stands at `before` may know otherwise: all differs in which there is something, and what became nothing. */
export function unsureOf(before: LiveRow, after: LiveRow): LiveRow {
  const doubted = (was: readonly number[], is: readonly number[]): number[] =>
    is.map((events, index) => (events !== 0 || was[index] !== 0 ? -1 : 0));
  return {
    ...after,
    cells: doubted(before.cells, after.cells),
    hours: doubted(before.hours, after.hours),
    days: after.days.map((events, index) => {
      const isNothing = (row: LiveRow): boolean =>
        row.days[index] === 0 && row.moods[index] === null && row.attendance[index] === 'none';
      return isNothing(before) && isNothing(after) ? events : -1;
    }),
    told: before.told,
  };
}

/** Whether what is told is what was told before, and what the row says now. */
function isToldNow(before: LiveRow, after: LiveRow, minute: number): boolean {
  const last = after.told.at(-1);
  if (last === undefined || last[0] !== minute) return false;
  const [, score, risk] = toldOf(after, minute);
  if (last[1] !== score || last[2] !== risk) return false;
  const kept = before.told.filter(([at]) => at !== minute);
  return (
    kept.length === after.told.length - 1 &&
    kept.every((one, index) => one.join() === after.told[index]?.join())
  );
}

export function differing<T>(before: readonly T[], after: readonly T[]): number[] {
  if (before === after) return [];
  const found: number[] = [];
  for (let index = 0; index < after.length; index++) if (before[index] !== after[index]) found.push(index);
  return found;
}

export function daysDiffering(before: LiveRow, after: LiveRow): number[] {
  const all = [
    ...differing(before.days, after.days),
    ...differing(before.moods, after.moods),
    ...differing(before.attendance, after.attendance),
  ];
  return all.length < 2 ? all : [...new Set(all)].toSorted((one, other) => one - other);
}
