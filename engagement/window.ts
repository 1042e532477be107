import { dayOf } from './day.ts';
import { type Mark, isOnPlatform, kinds } from './mark.ts';

/**
 * Rolling counts of one enrolment: six rings in one packed string, each holding a stretch of time in
 * buckets. `db/redis/ingest.lua` writes the same bytes; this file is the model it is held against,
 * the only reader, and what `npm run rebuild` writes from history.
 *
 * Layout, numbers big-endian:
 *   u8       layout version
 *   u32      second of the newest mark: where the rings of minutes and hours stand
 *   u16      day of the newest mark: where the others stand
 *   u32      second of the newest activity, 0 if there was none
 *   u32      second of the newest activity on the platform, 0 if there was none
 *   u16 x 2  the newest minute: events, active seconds
 *   u16 x 2  the newest hour: the same
 *   u16 x 8  the newest day: active seconds on the platform, events of each kind
 *   then for each ring u16 bytes and its other buckets, those that are not empty, newest first:
 *     minutes, hours  u8 the bucket modulo 256, u16 events, u16 seconds
 *     the rest        u8 the bucket modulo 256, u8 which fields follow (bit n for field n),
 *                     these as varints (7 bits a byte, lowest first)
 *
 * What nearly every event touches has a fixed place; empty buckets take no room, which is most of
 * them. Days are those of the cohort's calendar, as decision 0020 says. Texts and attendance go back four weeks, which
 * is what scores and trends compare; days and results twelve, which is what risk is told from.
 * The same marks, in whatever order they came, always make the same bytes.
 */
export const rings = [
  { name: 'minutes', stepS: 60, span: 60, fields: ['events', 'seconds'] },
  { name: 'hours', stepS: 3600, span: 48, fields: ['events', 'seconds'] },
  { name: 'days', stepS: 86_400, span: 84, fields: ['seconds', ...kinds] },
  { name: 'results', stepS: 86_400, span: 84, fields: ['count', 'percent'] },
  { name: 'texts', stepS: 86_400, span: 28, fields: ['scored', 'mood', 'help', 'unscored'] },
  {
    name: 'attendance',
    stepS: 86_400,
    span: 28,
    fields: ['present', 'late', 'absent', 'excused', 'minutesAttended', 'points', 'rated', 'participation'],
  },
] as const;

type Ring = (typeof rings)[number];
type RingName = Ring['name'];

/** A field stops here rather than wrap, and a reader is told that it did. */
const fieldMax = 0xffff;
const windowVersion = 4;
const newestAt = 1;
const newestDayAt = 5;
const lastActivityAt = 7;
const lastLmsAt = 11;
const firstBucketAt = 15;
const headBytes = firstBucketAt + 2 * 12;
/** The rings whose newest bucket stands in the head; the others have none there. */
const ringsInHead = 3;
/** The rings of events and seconds alone. */
const pairRings = 2;
/** The ring of days, and in it the kind that is not on the platform. */
const daysRing = 2;
const daySpan = rings[daysRing].span;
/** As many days of a learner are known. */
export const daysHeld = daySpan;
const contactField = 1 + kinds.indexOf('contact');
const quizField = 1 + kinds.indexOf('quiz');
const assignmentField = 1 + kinds.indexOf('assignment');
const spans: readonly number[] = rings.map((ring) => ring.span);

/** What a reader sees at one moment: a number for each bucket, oldest first, the last one is the bucket of `now`. */
export interface WindowRead {
  /** The day of `now`, by the cohort's calendar: that of the last bucket of each ring of days. */
  today: number;
  lastEventAt: number | null;
  /** The same of what was done on the platform. */
  lastLmsAt: number | null;
  /** Whether any figure stopped at its highest: it is then no exact one. */
  saturated: boolean;
  /** Events, all kinds together. */
  minutes: readonly number[];
  hours: readonly number[];
  days: readonly number[];
  /** Of these, what was done on the platform, and of that the quizzes and what was handed in. */
  lms: readonly number[];
  quizzes: readonly number[];
  handedIn: readonly number[];
  /** By the day those on the platform alone. */
  activeSeconds: Record<'minutes' | 'hours' | 'days', readonly number[]>;
  /** The rest is by day. */
  results: Fields<'results'>;
  /** How many were scored, the sum of (mood + 100), how many asked for help, how many could not be scored. */
  texts: Fields<'texts'>;
  attendance: Fields<'attendance'>;
}

type Fields<Name extends RingName> = Record<
  Extract<Ring, { name: Name }>['fields'][number],
  readonly number[]
>;

/** A window taken apart, to count many marks into. */
export interface OpenWindow {
  newest: number;
  newestDay: number;
  lastActivity: number;
  lastLms: number;
  /** By ring: bucket -> fields. */
  buckets: Map<number, number[]>[];
}

export function openWindow(packed: Uint8Array | null = null): OpenWindow {
  const open: OpenWindow = {
    newest: 0,
    newestDay: 0,
    lastActivity: 0,
    lastLms: 0,
    buckets: rings.map(() => new Map<number, number[]>()),
  };
  if (packed === null || packed[0] !== windowVersion) return open;
  open.newest = u32At(packed, newestAt);
  open.newestDay = u16At(packed, newestDayAt);
  open.lastActivity = u32At(packed, lastActivityAt);
  open.lastLms = u32At(packed, lastLmsAt);
  const found = 4 * readRecords(packed);
  for (let at = 0; at < found; at += 4) {
    const [ring = 0, bucket = 0, field = 0, value = 0] = records.subarray(at, at + 4);
    const buckets = open.buckets[ring];
    const fields = buckets?.get(bucket) ?? (rings[ring]?.fields ?? []).map(() => 0);
    fields[field] = value;
    buckets?.set(bucket, fields);
  }
  return open;
}

/** Counts a mark, whatever the order they come in; what a ring has left behind is dropped when packed. */
export function count(open: OpenWindow, mark: Mark): void {
  for (const { ring, adds } of addsOf(mark)) {
    const buckets = open.buckets[ring];
    const bucket = bucketOf(mark, ring);
    const fields = buckets?.get(bucket);
    if (fields === undefined) buckets?.set(bucket, adds.map(capped));
    else for (const [field, add] of adds.entries()) fields[field] = capped((fields[field] ?? 0) + add);
  }
  open.newest = Math.max(open.newest, mark.second);
  open.newestDay = Math.max(open.newestDay, mark.day);
  if (mark.kind !== null) open.lastActivity = Math.max(open.lastActivity, mark.second);
  if (isOnPlatform(mark)) open.lastLms = Math.max(open.lastLms, mark.second);
}

/** Whether these are bytes of this layout, or of one that an older version of us wrote. */
export function isReadable(packed: Uint8Array): boolean {
  return packed[0] === windowVersion;
}

/** Null when nothing was ever counted. */
export function packWindow(open: OpenWindow): Uint8Array | null {
  if (open.newest === 0) return null;
  const { newestDay, lastActivity, lastLms } = open;
  const head = [windowVersion, ...u32(open.newest), ...u16(newestDay), ...u32(lastActivity), ...u32(lastLms)];
  const bodies: number[] = [];
  for (const [ring, { span, fields }] of rings.entries()) {
    const newest = bucketOf({ second: open.newest, day: newestDay }, ring);
    const held = [...(open.buckets[ring] ?? [])].filter(([bucket]) => bucket > newest - span);
    held.sort(([one], [other]) => other - one);
    const body: number[] = [];
    const atHead =
      ring < ringsInHead ? (held[0]?.[0] === newest ? held.shift()?.[1] : fields.map(() => 0)) : [];
    for (const value of atHead ?? []) head.push(...u16(value));
    for (const [bucket, values] of held) {
      body.push(bucket & 0xff, ...(ring < pairRings ? values.flatMap(u16) : recordOf(values)));
    }
    bodies.push(...u16(body.length), ...body);
  }
  return Uint8Array.from([...head, ...bodies]);
}

/**
 * Whether a learner has had their share: `perMinute` events in the minute of this mark, or ten times
 * as many in its hour for one that comes too late for the minutes.
 */
export function isOverLimit(open: OpenWindow, mark: Mark, perMinute: number): boolean {
  return (['minutes', 'hours'] as const).some((name, ring) => {
    const { stepS, span } = rings[ring === 0 ? 0 : 1];
    const bucket = Math.floor(mark.second / stepS);
    if (bucket <= Math.floor(open.newest / stepS) - span) return false;
    return (open.buckets[ring]?.get(bucket)?.[0] ?? 0) >= (name === 'minutes' ? perMinute : perMinute * 10);
  });
}

/** Reads a window as it stands at `now`; `null` is an enrolment of which nothing was ever heard. */
export function readWindow(packed: Uint8Array | null, now: number, timeZone: string): WindowRead {
  const today = dayOf(now, timeZone);
  columns.fill(null);
  const lms = emptyOf(daySpan);
  // Few are contacted by staff: without that the two are one.
  let all = lms;
  let isSaturated = false;
  let lastActivity = 0;
  let lastLms = 0;
  if (packed !== null && packed[0] === windowVersion) {
    lastActivity = u32At(packed, lastActivityAt);
    lastLms = u32At(packed, lastLmsAt);
    const second = Math.floor(now / 1000);
    const found = 4 * readRecords(packed);
    for (let at = 0; at < found; at += 4) {
      const ring = records[at] as number;
      const span = spans[ring] as number;
      const index = span - 1 - bucketAt(second, today, ring) + (records[at + 1] as number);
      if (index < 0 || index >= span) continue;
      const field = records[at + 2] as number;
      const value = records[at + 3] as number;
      if (value === fieldMax) isSaturated = true;
      if (ring === daysRing && field > 0) {
        if (field === contactField && all === lms) all = lms.slice();
        all[index] = (all[index] as number) + value;
        if (field !== contactField && all !== lms) lms[index] = (lms[index] as number) + value;
        if (field !== quizField && field !== assignmentField) continue;
      }
      const place = (columnStarts[ring] as number) + field;
      const column = (columns[place] ??= emptyOf(span));
      column[index] = value;
    }
  }
  return {
    today,
    lastEventAt: lastActivity === 0 ? null : lastActivity * 1000,
    lastLmsAt: lastLms === 0 ? null : lastLms * 1000,
    saturated: isSaturated,
    minutes: columnOf(0, 0),
    hours: columnOf(1, 0),
    days: all,
    lms,
    quizzes: columnOf(daysRing, quizField),
    handedIn: columnOf(daysRing, assignmentField),
    activeSeconds: { minutes: columnOf(0, 1), hours: columnOf(1, 1), days: columnOf(daysRing, 0) },
    results: fieldsOf(3),
    texts: fieldsOf(4),
    attendance: fieldsOf(5),
  };
}

/** What a window holds of each field of each ring, while it is read. */
const columnStarts = rings.map((_, ring) =>
  rings.slice(0, ring).reduce((sum, { fields }) => sum + fields.length, 0),
);
const columns: (number[] | null)[] = rings.flatMap(({ fields }) => fields.map(() => null));

function columnOf(ring: number, field: number): readonly number[] {
  return columns[(columnStarts[ring] as number) + field] ?? nothing(spans[ring] as number);
}

/** The columns of a ring by the names of its fields. */
function fieldsOf<Index extends 3 | 4 | 5>(ring: Index): Fields<(typeof rings)[Index]['name']> {
  const named: Record<string, readonly number[]> = {};
  const { fields } = rings[ring];
  for (let field = 0; field < fields.length; field++) named[fields[field] ?? ''] = columnOf(ring, field);
  return named as Fields<(typeof rings)[Index]['name']>;
}

/** What a mark adds to which ring, in the order of its fields. */
function addsOf(mark: Mark): { ring: number; adds: number[] }[] {
  const { kind, seconds } = mark;
  const all: { ring: number; adds: number[] }[] = [];
  if (kind !== null) {
    all.push({ ring: 0, adds: [1, seconds] }, { ring: 1, adds: [1, seconds] });
    all.push({
      ring: 2,
      adds: [isOnPlatform(mark) ? seconds : 0, ...kinds.map((one) => (one === kind ? 1 : 0))],
    });
  }
  return [...all, ...rareAdds(mark)];
}

/** Of what most events do not have: a result, a mood, an attendance. */
export function rareAdds({ percent, text, attendance }: Mark): { ring: number; adds: number[] }[] {
  const all: { ring: number; adds: number[] }[] = [];
  if (percent !== undefined) all.push({ ring: 3, adds: [1, percent] });
  if (text !== undefined) {
    const { mood, asksForHelp } = text;
    const help = Number(asksForHelp);
    all.push({ ring: 4, adds: mood === null ? [0, 0, help, 1] : [1, mood + 100, help, 0] });
  }
  if (attendance !== undefined) {
    const { status, minutesAttended, points, participation } = attendance;
    const statuses = (['present', 'late', 'absent', 'excused'] as const).map((one) =>
      one === status ? 1 : 0,
    );
    const rated = participation === null ? [0, 0] : [1, participation];
    all.push({ ring: 5, adds: [...statuses, minutesAttended, points, ...rated] });
  }
  return all;
}

/** The numbers of a window that are not nought, four for each: ring, bucket, field, value. Written anew at each reading. */
const records = new Int32Array(4 * rings.reduce((sum, { span, fields }) => sum + span * fields.length, 0));
const fieldCounts: readonly number[] = rings.map(({ fields }) => fields.length);

/** Takes a window apart into `records`, and says how many of these it wrote. Done for each learner at each look. */
function readRecords(packed: Uint8Array): number {
  const second = u32At(packed, newestAt);
  const newestDay = u16At(packed, newestDayAt);
  let end = 0;
  const found = (ring: number, bucket: number, field: number, value: number): void => {
    records[end++] = ring;
    records[end++] = bucket;
    records[end++] = field;
    records[end++] = value;
  };
  let at = firstBucketAt;
  for (let ring = 0; ring < ringsInHead; ring++) {
    const head = bucketAt(second, newestDay, ring);
    const count = fieldCounts[ring] as number;
    for (let field = 0; field < count; field++, at += 2) {
      const value = u16At(packed, at);
      if (value > 0) found(ring, head, field, value);
    }
  }
  at = headBytes;
  for (let ring = 0; ring < spans.length; ring++) {
    const until = at + 2 + u16At(packed, at);
    const head = bucketAt(second, newestDay, ring);
    at += 2;
    while (at < until) {
      const bucket = head - ((head - (packed[at++] as number)) & 0xff);
      if (ring < pairRings) {
        found(ring, bucket, 0, u16At(packed, at));
        const seconds = u16At(packed, at + 2);
        if (seconds > 0) found(ring, bucket, 1, seconds);
        at += 4;
        continue;
      }
      let mask = packed[at++] as number;
      for (let field = 0; mask > 0; field++, mask >>= 1) {
        if ((mask & 1) === 0) continue;
        let value = packed[at++] as number;
        if (value >= 0x80) {
          value &= 0x7f;
          for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
            byte = packed[at++] ?? 0;
            value += (byte & 0x7f) << shift;
          }
        }
        found(ring, bucket, field, value);
      }
    }
  }
  return end / 4;
}

function u16At(packed: Uint8Array, at: number): number {
  return ((packed[at] as number) << 8) | (packed[at + 1] as number);
}

function u32At(packed: Uint8Array, at: number): number {
  return u16At(packed, at) * 0x1_0000 + u16At(packed, at + 2);
}

/** Minutes and hours are the same everywhere; the others are days, which depend on the cohort's calendar. */
function bucketOf({ second, day }: { second: number; day: number }, ring: number): number {
  return bucketAt(second, day, ring);
}

function bucketAt(second: number, day: number, ring: number): number {
  return ring < pairRings ? Math.floor(second / (rings[ring]?.stepS ?? 1)) : day;
}

function recordOf(fields: number[]): number[] {
  const mask = fields.reduce((bits, value, field) => (value > 0 ? bits | (1 << field) : bits), 0);
  return [mask, ...fields.flatMap((value) => (value > 0 ? varint(value) : []))];
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function capped(value: number): number {
  return Math.min(value, fieldMax);
}

/** Copied, since that is several times faster than to fill a new one. */
const blank = Array.from({ length: Math.max(...spans) }, () => 0);
function emptyOf(span: number): number[] {
  return blank.slice(0, span);
}

/** Most fields of most windows are empty: they share these zeros. */
const zeros = new Map(spans.map((span): [number, readonly number[]] => [span, emptyOf(span)]));
function nothing(span: number): readonly number[] {
  return zeros.get(span) ?? emptyOf(span);
}
