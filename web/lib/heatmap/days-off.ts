import { dateOf, dayOf, weekdayOf } from '#engagement/day.ts';
import type { Holiday, Weekday } from '#engagement/scoring.ts';
import type { Columns, Stretch } from './columns.ts';

/** Columns that lie in the same days off, one beside the other. */
export interface DaysOff extends Stretch {
  /** Null for days on which nothing is ever expected, such as Sundays. */
  holiday: string | null;
  /** Dates, the last one included: of a holiday all of it, whatever of it the map shows. */
  from: string;
  to: string;
}

/** A holiday is called by its name where it lies on a rest day, too. */
export function daysOffIn(
  columns: Columns,
  { holidays, restDays }: { holidays: readonly Holiday[]; restDays: readonly Weekday[] },
  timeZone: string,
): DaysOff[] {
  const found: DaysOff[] = [];
  for (let column = 0; column < columns.count; column++) {
    const day = dayOf(columns.starts[column] ?? 0, timeZone);
    const date = dateOf(day);
    const holiday = holidays.find(({ from, to }) => from <= date && date <= to);
    if (holiday === undefined && !restDays.includes(weekdayOf(day))) continue;
    const { name, from, to } = holiday ?? { name: null, from: date, to: date };
    const last = found.at(-1);
    const isSame = name === null ? last?.holiday === null : last?.holiday === name && last.from === from;
    if (last !== undefined && last.last === column - 1 && isSame) {
      found[found.length - 1] = { ...last, last: column, to };
    } else found.push({ first: column, last: column, holiday: name, from, to });
  }
  return found;
}
