import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import { flags } from '#engagement/flag.ts';
import { bands } from '#engagement/risk.ts';
import { levels } from '#engagement/score.ts';
import { studyHabitOf, studyHabits } from '#engagement/study-habit.ts';

export const groupings = ['none', 'band', 'mentor', 'level', 'flag', 'course', 'habit'] as const;
export type Grouping = (typeof groupings)[number];

/** A line of the map: the head of a group, or a learner. */
export type Line =
  | { kind: 'head'; group: string; rows: number; isFolded: boolean }
  | { kind: 'row'; row: LiveRow };

/** What groups go by that no row says. */
export interface Grouped {
  /** Which other courses a learner is in, by enrolment. */
  courses: ReadonlyMap<string, string>;
  /** The day of the last of each row's days. */
  today: number;
}

/** By what a line is known, wherever it stands. */
export function keyOf(line: Line): string {
  return line.kind === 'head' ? `head ${line.group}` : line.row.enrolment;
}

/** The group of those that the grouping says nothing of; it stands last. */
const noGroup = '';

/** Which group a learner is in, and which of two groups stands first. One more way to group is one more line here. */
const ways: Record<
  Exclude<Grouping, 'none'>,
  { of: (row: LiveRow, by: Grouped) => string; order: readonly string[] }
> = {
  band: { of: ({ band }) => band ?? noGroup, order: bands.toReversed() },
  // Whoever holds the case looks after them; names of mentors stand by the alphabet.
  mentor: { of: ({ case: held }) => held?.claimedBy ?? noGroup, order: [] },
  level: { of: ({ level }) => level ?? noGroup, order: levels },
  // With several flags a learner stands with the first: each has one place on the map.
  flag: { of: (row) => flags.find((flag) => row.flags.includes(flag)) ?? noGroup, order: flags },
  // All of this map are in one course: what tells them apart is where else they are.
  course: { of: ({ enrolment }, { courses }) => courses.get(enrolment) ?? noGroup, order: [] },
  habit: { of: ({ days }, { today }) => studyHabitOf(days, today) ?? noGroup, order: studyHabits },
};

/** The lines of the map, rows keeping their order within each group. */
export function linesOf(
  rows: readonly LiveRow[],
  grouping: Grouping,
  folded: ReadonlySet<string>,
  by: Grouped,
): Line[] {
  if (grouping === 'none') return rows.map((row): Line => ({ kind: 'row', row }));
  const { of, order } = ways[grouping];
  const placeOf = (group: string): number => {
    if (group === noGroup) return Number.POSITIVE_INFINITY;
    const place = order.indexOf(group);
    return place < 0 ? order.length : place;
  };
  return [...Map.groupBy(rows, (row) => of(row, by))]
    .toSorted(([one], [other]) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1))
    .flatMap(([group, own]): Line[] => {
      const isFolded = folded.has(group);
      const head: Line = { kind: 'head', group, rows: own.length, isFolded };
      return isFolded ? [head] : [head, ...own.map((row): Line => ({ kind: 'row', row }))];
    });
}
