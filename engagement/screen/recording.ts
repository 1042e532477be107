import type { CohortView } from './cohort-view.ts';
import { hashOf } from './hash.ts';
import { RowPlaces, type Touch, stepOfBytes, stepBytes } from './step-bytes.ts';
import { viewBytes, viewHash, viewOfBytes } from './view-bytes.ts';

/** What was shown of a cohort at the end of a minute: all of it, or what leads there from the recording before. */
export interface RecordedMinute {
  minute: number;
  isWhole: boolean;
  /** Of what was shown, so that what is made of it again can be held against it. */
  hash: string;
  bytes: Uint8Array;
}

/** So often is all of it kept: from there on it takes at most so many steps to any minute. */
const wholeEveryMinutes = 60;

/** Names are not recorded: whoever looks at the past is told those of today, and of who was erased none. */
export function nameless(view: CohortView): CohortView {
  return { ...view, rows: view.rows.map((row) => (row.name === '' ? row : { ...row, name: '' })) };
}

/** Both views without names. `before` is what was recorded last; null, or long ago, makes a whole. */
export function recordedOf(
  minute: number,
  before: { view: CohortView; sinceWhole: number } | null,
  after: CohortView,
): RecordedMinute {
  const whole = viewBytes(after);
  const hash = hashOf(whole);
  if (before === null || before.sinceWhole >= wholeEveryMinutes) {
    return { minute, isWhole: true, hash, bytes: whole };
  }
  const known = new Map(before.view.rows.map((row) => [row.enrolment, row]));
  const touched = new Map<string, Touch>();
  for (const row of after.rows) {
    const touch = { acceptedAt: null, isRenewed: false, isUnsure: false };
    if (known.get(row.enrolment) !== row) touched.set(row.enrolment, touch);
  }
  const bytes = stepBytes(before.view, after, touched, minute * 60_000);
  return { minute, isWhole: false, hash, bytes };
}

/** What was shown, from a whole and the steps after it; null when these do not lead there. */
export function rebuilt(recorded: readonly RecordedMinute[]): CohortView | null {
  let view: CohortView | null = null;
  const places = new RowPlaces();
  for (const { isWhole, bytes } of recorded) {
    view = isWhole ? viewOfBytes(bytes) : view && (stepOfBytes(view, bytes, places)?.after ?? null);
    if (view === null) return null;
  }
  return view !== null && viewHash(view) === recorded.at(-1)?.hash ? view : null;
}
