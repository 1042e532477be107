import type { Case } from '#engagement/case.ts';
import { bands } from '#engagement/risk.ts';

/** Who is waiting stands before who is cared for, then the worse band, then who asked, then the longer wait. */
export function byUrgency(a: Case, b: Case): number {
  return (
    Number(a.status === 'claimed') - Number(b.status === 'claimed') ||
    bands.indexOf(b.band) - bands.indexOf(a.band) ||
    Number(b.cause === 'asked') - Number(a.cause === 'asked') ||
    a.openedAt.localeCompare(b.openedAt)
  );
}
