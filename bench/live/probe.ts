/** Learners who are told apart from the rest: of each of their events it is known when its cell changes. */
export const probes = 24;
/** Ids of their events go on with the number of the row. */
export const probePrefix = 'probe-';
/** What the issue of it asks for, of ours and of the least there can be. */
export const framesPerSecond = 10;
/** At the end of a bare frame. */
export const probesPerFrame = 16;

/** A cell that changed: in which row, and when it was seen, in ms since 1970. */
export interface Seen {
  row: number;
  at: number;
}
export interface Sent {
  row: number;
  at: number;
}

/** A cell glows for 700 ms after an event; what changes later than this is something else. */
export const seenWithinMs = 3_000;
const minuteMs = 60_000;

/**
 * How long it took until each event was seen. Where a minute ends all cells move, and what is seen then says nothing: events on
 * both sides of it are left out. An event that was not seen counts as the longest.
 */
export function delaysOf(sent: readonly Sent[], seen: readonly Seen[]): number[] {
  const byRow = Map.groupBy(seen, ({ row }) => row);
  return sent.flatMap(({ row, at }) => {
    const left = minuteMs - (at % minuteMs);
    if (left < seenWithinMs || left > minuteMs - seenWithinMs / 2) return [];
    const found = byRow.get(row)?.find((one) => one.at >= at);
    return [Math.min(seenWithinMs, found === undefined ? seenWithinMs : found.at - at)];
  });
}

export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
