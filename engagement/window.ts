import { type LearnerEvent, isActivity } from './event.ts';

/**
 * Rolling counts of one enrolment's events: three rings (minutes, hours, days) in one packed string.
 * `db/redis/ingest.lua` writes the same bytes; this file is the model it is held against, the only
 * reader, and what `npm run rebuild` writes from history.
 *
 * Layout, big-endian as Redis BITFIELD writes it:
 *   u32  second of the newest event counted
 *   u16  layout version
 *   u16  1 once any bucket has saturated, so that a capped figure is never taken for an exact one
 *   u16 x 60 minutes, u16 x 48 hours, u16 x 84 days, bucket n of a ring at n modulo its size
 */
export const rings = [
  { name: 'minutes', stepS: 60, size: 60 },
  { name: 'hours', stepS: 3600, size: 48 },
  { name: 'days', stepS: 86_400, size: 84 },
] as const;

const windowVersion = 1;
const headerBytes = 8;
const bucketMax = 0xffff;
/** Older events go to history alone: their buckets may long have been read and acted on. */
export const lateLimitMs = 7 * 86_400_000;

export const windowBytes = headerBytes + 2 * rings.reduce((sum, ring) => sum + ring.size, 0);

/** What a reader sees at one moment: counts oldest first, the last entry is the bucket of `now`. */
export interface WindowRead {
  lastEventAt: number | null;
  saturated: boolean;
  minutes: number[];
  hours: number[];
  days: number[];
}

/** Whether an event that arrived at `receivedAt` belongs into the windows or to history alone. */
export function isCounted(event: Pick<LearnerEvent, 'at' | 'attendance'>, receivedAt: number): boolean {
  return isActivity(event) && event.at >= receivedAt - lateLimitMs;
}

/** The window after one more event at `at`; the same array, changed in place. */
export function count(window: Uint8Array, at: number): void {
  const view = viewOf(window);
  const second = Math.floor(at / 1000);
  const newest = view.getUint32(0);
  let offset = headerBytes;
  for (const { stepS, size } of rings) {
    const bucket = Math.floor(second / stepS);
    const head = Math.floor(newest / stepS);
    if (second > newest && newest > 0) {
      const passed = Math.min(bucket - head, size);
      for (let step = 1; step <= passed; step++) view.setUint16(offset + 2 * ((head + step) % size), 0);
    }
    if (bucket > head - size) {
      const position = offset + 2 * (bucket % size);
      const value = view.getUint16(position);
      if (value < bucketMax) view.setUint16(position, value + 1);
      else view.setUint16(6, 1);
    }
    offset += 2 * size;
  }
  view.setUint16(4, windowVersion);
  if (second > newest) view.setUint32(0, second);
}

export function emptyWindow(): Uint8Array {
  return new Uint8Array(windowBytes);
}

/** Reads a window as it stands at `now`; `null` is an enrolment that never had an event. */
export function readWindow(window: Uint8Array | null, now: number): WindowRead {
  const read: WindowRead = { lastEventAt: null, saturated: false, minutes: [], hours: [], days: [] };
  const view = window && window.byteLength === windowBytes ? viewOf(window) : null;
  const newest = view ? view.getUint32(0) : 0;
  let offset = headerBytes;
  for (const { name, stepS, size } of rings) {
    const current = Math.floor(now / 1000 / stepS);
    const head = Math.floor(newest / stepS);
    read[name] = Array.from({ length: size }, (_, index) => {
      const bucket = current - size + 1 + index;
      const isHeld = view !== null && newest > 0 && bucket <= head && bucket > head - size;
      return isHeld ? view.getUint16(offset + 2 * (bucket % size)) : 0;
    });
    offset += 2 * size;
  }
  if (view && newest > 0) {
    read.lastEventAt = newest * 1000;
    read.saturated = view.getUint16(6) === 1;
  }
  return read;
}

function viewOf(window: Uint8Array): DataView {
  return new DataView(window.buffer, window.byteOffset, window.byteLength);
}
