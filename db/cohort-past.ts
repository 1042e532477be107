import { endOf } from '#engagement/cohort.ts';
import { type CohortView, advanceTo } from '#engagement/screen/cohort-view.ts';
import { rebuilt } from '#engagement/screen/recording.ts';
import { namesIn } from './postgres/learners.ts';
import type { TenantTransaction } from './postgres/connect.ts';
import { gapAfter, recordingsUntil } from './postgres/recordings.ts';

/** What was shown of a cohort at the end of a minute. */
export interface PastView {
  /** With the names of today; who is no more is not in it. */
  view: CohortView;
  /** Of the last recording before, which held until then. */
  minute: number;
  /** Recorded with it, when it was shown. */
  hash: string;
  /** Something announced between then and the time asked for was lost. */
  isMissing: boolean;
}

/** Null before the first recording. Throws where what is stored does not make what was shown. */
export async function pastView(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  at: number,
): Promise<PastView | null> {
  const minute = Math.floor(at / 60_000);
  const recorded = await recordingsUntil(tx, tenant, cohort, minute);
  const last = recorded.at(-1);
  if (last === undefined) return null;
  const view = rebuilt(recorded);
  if (view === null) throw new Error(`the recording of minute ${last.minute} does not make what was shown`);
  const names = await namesIn(tx, tenant, cohort);
  const endsAt = endOf(view.cohort);
  const shown = advanceTo(
    view,
    endsAt === null ? minute : Math.min(minute, Math.floor((endsAt - 1) / 60_000)),
  );
  return {
    view: {
      ...shown,
      rows: shown.rows.flatMap((row) => {
        const name = names.get(row.enrolment);
        return name === undefined ? [] : [{ ...row, name }];
      }),
    },
    minute: last.minute,
    hash: last.hash,
    isMissing: (await gapAfter(tx, tenant, cohort, last.minute)) !== null,
  };
}
