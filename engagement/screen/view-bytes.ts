import { ByteReader, ByteWriter, BadBytes } from './bytes.ts';
import type { CohortView } from './cohort-view.ts';
import { hashOf } from './hash.ts';
import { readRow, writeRow } from './row-bytes.ts';

const version = 1;

/** A whole view. The same view always makes the same bytes, which is what is hashed. */
export function viewBytes({ cohort, minute, rows }: CohortView): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter();
  to.u8(version);
  for (const text of [cohort.id, cohort.name, cohort.programme, cohort.timeZone]) to.text(text);
  to.count(cohort.endsAt === null ? 0 : 1 + Date.parse(cohort.endsAt));
  to.count(minute);
  to.count(rows.length);
  for (const row of rows) writeRow(to, row, minute);
  return to.done();
}

/** Throws `BadBytes` when these are not those of a view. */
export function viewOfBytes(bytes: Uint8Array): CohortView {
  const from = new ByteReader(bytes);
  if (from.u8() !== version) throw new BadBytes('another version');
  const [id, name, programme, timeZone] = [from.text(), from.text(), from.text(), from.text()];
  const endsAt = from.count();
  const minute = from.count();
  const cohort = {
    id,
    name,
    programme,
    timeZone,
    endsAt: endsAt === 0 ? null : from.time(endsAt - 1),
  };
  const rows = Array.from({ length: from.many() }, () => readRow(from, minute));
  return { of: 'cohort', cohort, minute, rows };
}

/** What two pages that show the same have in common. */
export function viewHash(view: CohortView): string {
  return hashOf(viewBytes(view));
}
