import { sql } from 'drizzle-orm';
import { dayMs } from '#engagement/day.ts';
import { type NudgeKind, nudgeKinds } from '#engagement/nudge.ts';
import type { KindEvidence } from '#engagement/nudging/choice.ts';
import type { Band } from '#engagement/risk.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

const evidenceDays = 120;

/** What came of each kind, for learners at a risk like this. */
export async function evidenceByBand(
  tx: TenantTransaction,
  tenant: string,
  now: number,
): Promise<(band: Band | null) => Record<NudgeKind, KindEvidence>> {
  const rows = await rowsOf<{ band: Band | null; kind: NudgeKind; returned: number; of: number }>(
    tx,
    sql`select band, kind, (count(*) filter (where returned72))::int as returned, count(*)::int as of
        from nudge_decisions
        where tenant_id = ${tenant} and arm = 'treated' and returned72 is not null and kind is not null
          and send_at > ${new Date(now - evidenceDays * dayMs).toISOString()}
        group by 1, 2`,
  );
  return (band) => {
    const own = new Map(rows.filter((row) => row.band === band).map((row) => [row.kind, row]));
    return Object.fromEntries(
      nudgeKinds.map((kind): [NudgeKind, KindEvidence] => {
        const { returned = 0, of = 0 } = own.get(kind) ?? {};
        return [kind, { returned, of }];
      }),
    ) as Record<NudgeKind, KindEvidence>;
  };
}
