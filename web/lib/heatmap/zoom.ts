/** The stretch of columns that fills the width, both ends included, counted back from the last: it stays with now as time passes. */
export interface Zoom {
  from: number;
  to: number;
}

/** Fewer would be wider than tall, and say no more. */
const zoomMin = 4;

/** The columns that a zoom shows of `count`; null shows all of them. Whatever it says, it never leaves the data. */
export function shownColumns(zoom: Zoom | null, count: number): { first: number; last: number } {
  if (zoom === null) return { first: 0, last: count - 1 };
  const span = Math.max(Math.min(zoomMin, count), Math.min(count, zoom.from - zoom.to + 1));
  const to = Math.max(0, Math.min(count - span, zoom.to));
  return { first: count - (to + span), last: count - 1 - to };
}

/** Closer with a factor above 1, further away below it; the column at `place` (0..1 of the width) stays where it is. */
export function zoomedBy(zoom: Zoom | null, factor: number, place: number, count: number): Zoom | null {
  const { first, last } = shownColumns(zoom, count);
  const span = last - first + 1;
  const wanted = span / factor;
  // A step that rounding would swallow is still a step.
  const rounded =
    factor > 1 ? Math.min(span - 1, Math.round(wanted)) : Math.max(span + 1, Math.round(wanted));
  const next = Math.max(Math.min(zoomMin, count), Math.min(count, rounded));
  const held = first + place * span;
  return zoomOn(Math.round(held - place * next), next, count);
}

/** So many columns further on in time, or back. */
export function movedBy(zoom: Zoom | null, columns: number, count: number): Zoom | null {
  const { first, last } = shownColumns(zoom, count);
  return zoomOn(first + columns, last - first + 1, count);
}

/** A stretch that was marked on the axis, from either end. */
export function brushed(one: number, other: number, count: number): Zoom | null {
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  return zoomOn(first, Math.max(zoomMin, last - first + 1), count);
}

/** Fingers closer than this share of the width would make columns out of their trembling. */
const fingersApart = 0.02;

/** The stretch in which two columns (and parts of them) lie at two places of the width, 0 to 1, from either side. */
export function pinchedTo(
  one: { holds: number; place: number },
  other: { holds: number; place: number },
  count: number,
): Zoom | null {
  const [left, right] = one.holds < other.holds ? [one, other] : [other, one];
  const apart = Math.max(fingersApart, right.place - left.place);
  const span = Math.round((right.holds - left.holds) / apart);
  const within = Math.max(Math.min(zoomMin, count), Math.min(count, span));
  return zoomOn(Math.round(left.holds - left.place * within), within, count);
}

function zoomOn(first: number, span: number, count: number): Zoom | null {
  if (span >= count) return null;
  const start = Math.max(0, Math.min(count - span, first));
  return { from: count - 1 - start, to: count - (start + span) };
}
