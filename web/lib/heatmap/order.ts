import { sum } from 'd3';
import type { LiveRow } from '#engagement/screen/cohort-view.ts';
import { trends } from '#engagement/trend.ts';

export const orders = ['risk', 'score', 'activity', 'last_seen', 'trend', 'name'] as const;
export type Order = (typeof orders)[number];

/** Enrolments in the order asked for. Those not known well enough stand last when sorted by what is not known. */
export function orderedBy(order: Order, rows: readonly LiveRow[], language: string): string[] {
  const compare = comparison(language);
  return rows
    .map((row) => ({ row, key: keyOf[order](row) }))
    .toSorted(compare)
    .map(({ row }) => row.enrolment);
}

/** Whether rows still stand as they would be ordered now: one walk, where ordering them anew would be many. */
export function isInOrder(order: Order, rows: readonly LiveRow[], language: string): boolean {
  const compare = comparison(language);
  let before: Keyed | null = null;
  for (const row of rows) {
    const one = { row, key: keyOf[order](row) };
    if (before !== null && compare(before, one) > 0) return false;
    before = one;
  }
  return true;
}

/** Rows in a remembered order: nothing moves while one reads; who is new stands at the end. */
export function inPlace<Row extends { enrolment: string }>(
  rows: readonly Row[],
  order: readonly string[],
): Row[] {
  const known = new Map(rows.map((row) => [row.enrolment, row]));
  const placed = order.flatMap((enrolment) => {
    const row = known.get(enrolment);
    known.delete(enrolment);
    return row === undefined ? [] : [row];
  });
  return [...placed, ...known.values()];
}

interface Keyed {
  row: LiveRow;
  /** Less stands first. */
  key: number;
}

const last = Number.POSITIVE_INFINITY;

const keyOf: Record<Order, (row: LiveRow) => number> = {
  risk: ({ risk }) => -(risk ?? -1),
  // Whoever needs somebody stands first, as with a risk.
  score: ({ score }) => score ?? last,
  activity: ({ cells }) => -sum(cells),
  last_seen: ({ lastSeenAt }) => (lastSeenAt === null ? last : -Date.parse(lastSeenAt)),
  trend: ({ trend }) => (trend === null ? last : trends.indexOf(trend)),
  name: () => 0,
};

function comparison(language: string): (one: Keyed, other: Keyed) => number {
  const byName = new Intl.Collator(language).compare;
  return (one, other) =>
    one.key === other.key ? byName(one.row.name, other.row.name) : one.key < other.key ? -1 : 1;
}
