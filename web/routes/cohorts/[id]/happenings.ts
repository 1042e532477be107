import type { LearnerRow } from '#engagement/cohort.ts';
import type { Band } from '#engagement/risk.ts';

/** Something worth a line in "what changed", found by comparing what the page showed with what it shows. */
export type Happening = { id: string; at: number; learner: string; name: string } & (
  | { what: 'band'; from: Band; to: Band }
  | { what: 'back'; awayMs: number }
  | { what: 'case_opened' }
  | { what: 'case_claimed'; by: string }
  | { what: 'case_closed' }
);

/** A learner who was away for this long and does something has come back. */
const awayMinMs = 24 * 3_600_000;

export function happeningsBetween(
  before: readonly LearnerRow[],
  after: readonly LearnerRow[],
  now: number,
): Happening[] {
  const earlier = new Map(before.map((row) => [row.enrolment, row]));
  return after.flatMap((row) => {
    const was = earlier.get(row.enrolment);
    if (!was || was === row) return [];
    const who = { at: now, learner: row.learner, name: row.name };
    return differences(was, row).map((one) => ({
      ...who,
      ...one,
      id: `${now} ${row.enrolment} ${one.what}`,
    }));
  });
}

type Difference =
  | { what: 'band'; from: Band; to: Band }
  | { what: 'back'; awayMs: number }
  | { what: 'case_opened' }
  | { what: 'case_claimed'; by: string }
  | { what: 'case_closed' };

function differences(was: LearnerRow, is: LearnerRow): Difference[] {
  const found: Difference[] = [];
  if (was.lastSeenAt !== null && is.lastSeenAt !== null) {
    const awayMs = Date.parse(is.lastSeenAt) - Date.parse(was.lastSeenAt);
    if (awayMs >= awayMinMs) found.push({ what: 'back', awayMs });
  }
  if (was.band !== null && is.band !== null && was.band !== is.band) {
    found.push({ what: 'band', from: was.band, to: is.band });
  }
  const wasOpen = was.case !== null && was.case.status !== 'closed';
  const isOpen = is.case !== null && is.case.status !== 'closed';
  if (!wasOpen && isOpen) found.push({ what: 'case_opened' });
  if (wasOpen && !isOpen) found.push({ what: 'case_closed' });
  const by = is.case?.claimedBy ?? null;
  if (isOpen && by !== null && by !== was.case?.claimedBy) found.push({ what: 'case_claimed', by });
  return found;
}
