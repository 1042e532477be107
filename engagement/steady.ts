/**
 * A name for a value that does not flicker: it gets worse at once, and better only once the value is
 * some points past what the better name needs. `names` stand from worst to best.
 */
export function steady<Name>(
  names: readonly Name[],
  nameOf: (value: number) => Name,
  value: number,
  before: Name | null,
  points: number,
): Name {
  const now = nameOf(value);
  if (before === null || names.indexOf(now) <= names.indexOf(before)) return now;
  const sure = nameOf(value - points);
  return names.indexOf(sure) > names.indexOf(before) ? sure : before;
}
