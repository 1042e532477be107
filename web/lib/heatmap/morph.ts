/** A stretch of time, in ms. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The stretch that is seen `share` (0..1) of the way from one to another. Lengths change by factors, as when one steps
 * back from a picture: by differences, an hour on its way to twelve weeks would be gone with the first frame.
 */
export function spanBetween(before: Span, after: Span, share: number): Span {
  const [one, other] = [before.to - before.from, after.to - after.from];
  const length = one * (other / one) ** share;
  const done = one === other ? share : (length - one) / (other - one);
  const to = before.to + (after.to - before.to) * done;
  return { from: to - length, to };
}

/** Which part of a picture of `own` is to be seen where `seen` fills the width, and where; null where none of it is. */
export function cropOf(
  own: Span,
  seen: Span,
): { from: number; to: number; left: number; right: number } | null {
  const [start, end] = [Math.max(own.from, seen.from), Math.min(own.to, seen.to)];
  if (start >= end) return null;
  const shareOf = (at: number, { from, to }: Span): number => (at - from) / (to - from);
  return {
    from: shareOf(start, own),
    to: shareOf(end, own),
    left: shareOf(start, seen),
    right: shareOf(end, seen),
  };
}

/** Quick at first, calm at the end. */
export function eased(share: number): number {
  return 1 - (1 - share) ** 3;
}
