import type { LearnerRow } from '#engagement/cohort.ts';

export const orders = ['risk', 'name', 'last_seen'] as const;
export type Order = (typeof orders)[number];

/** Enrolments in the order asked for. Those not known well enough stand last when sorted by what is not known. */
export function orderedBy(order: Order, rows: readonly LearnerRow[], language: string): string[] {
  const byName = new Intl.Collator(language).compare;
  const compare: Record<Order, (a: LearnerRow, b: LearnerRow) => number> = {
    risk: (a, b) => (b.risk ?? -1) - (a.risk ?? -1),
    name: () => 0,
    last_seen: (a, b) => seenAt(b) - seenAt(a),
  };
  return rows
    .toSorted((a, b) => compare[order](a, b) || byName(a.name, b.name))
    .map(({ enrolment }) => enrolment);
}

/** Rows in a remembered order: nothing moves while one reads; who is new stands at the end. */
export function inPlace<Row extends { enrolment: string }>(rows: readonly Row[], order: string[]): Row[] {
  const places = new Map(order.map((enrolment, place) => [enrolment, place]));
  const placeOf = ({ enrolment }: Row): number => places.get(enrolment) ?? Number.POSITIVE_INFINITY;
  return rows.toSorted((a, b) => {
    const [left, right] = [placeOf(a), placeOf(b)];
    return left === right ? 0 : left - right;
  });
}

function seenAt({ lastSeenAt }: LearnerRow): number {
  return lastSeenAt === null ? Number.NEGATIVE_INFINITY : Date.parse(lastSeenAt);
}
