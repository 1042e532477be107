import { sql } from 'drizzle-orm';
import type { NudgeKind } from '#engagement/nudge.ts';
import type { EffectCell } from '#engagement/nudging/effect-cell.ts';
import type { LoggedChoice } from '#engagement/nudging/other-ways.ts';
import type { Band } from '#engagement/risk.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';

/** Which learners are asked about. */
export interface EffectFilter {
  kind?: NudgeKind | undefined;
  programme?: string | undefined;
  band?: Band | undefined;
  /** Only who came into an arm since then. */
  since?: Date | undefined;
}

/** Outcomes are known an hour after three days are over; a day later something has gone wrong. */
const missingAfterMs = 4 * 86_400_000;

/**
 * What became of learners, each counted once for a kind: by the first decision that put them into an arm. What follows later
 * is not comparable, since it depends on what was sent. Who was put into an arm by hand has the chance 1 or 0.
 */
export async function effectCells(
  tx: TenantTransaction,
  tenant: string,
  { kind, programme, band, since }: EffectFilter,
  now: number,
): Promise<EffectCell[]> {
  const where = [kind === undefined ? sql`true` : sql`first.kind = ${kind}`];
  if (programme !== undefined) where.push(sql`c.programme_id = ${programme}`);
  if (band !== undefined) where.push(sql`first.band = ${band}`);
  if (since !== undefined) where.push(sql`first.send_at >= ${since.toISOString()}::timestamptz`);
  return rowsOf<EffectCell>(
    tx,
    sql`select first.kind, floor(extract(epoch from first.send_at) / 86400)::int as day, c.programme_id as programme,
          first.band, first.arm, first.chance as "treatedChance",
          (count(*) filter (where first.returned72 is not null))::int as learners,
          (count(*) filter (where first.returned72 is not null and first.returned24))::int as returned24,
          (count(*) filter (where first.returned72))::int as returned72,
          (count(*) filter (where first.returned72 is not null and first.did))::int as did,
          (count(*) filter (where first.returned72 is not null and first.active14 is not null))::int as seen14,
          (count(*) filter (where first.returned72 is not null and first.active14))::int as active14,
          (count(*) filter (where first.returned72 is null and first.send_at > ${missing(now)}))::int as waiting,
          (count(*) filter (where first.returned72 is null and first.send_at <= ${missing(now)}))::int as missing
        from ${firstDecisions(tenant)} as first
        join cohorts c on c.tenant_id = ${tenant} and c.id = first.cohort_id
        where ${sql.join(where, sql` and `)}
        group by 1, 2, 3, 4, 5, 6`,
  );
}

/** Of the learners who count for a kind, the share that counts for another one as well. */
export async function sharesOfSeveral(
  tx: TenantTransaction,
  tenant: string,
): Promise<Partial<Record<NudgeKind, number>>> {
  const rows = await rowsOf<{ kind: NudgeKind; share: number }>(
    tx,
    sql`select kind, avg((kinds > 1)::int)::float8 as share
        from (select kind, count(*) over (partition by learner_id) as kinds
              from nudge_arms where tenant_id = ${tenant}) as arms
        group by kind`,
  );
  return Object.fromEntries(rows.map(({ kind, share }) => [kind, share]));
}

const choicesMost = 20_000;

/** What was chosen and sent, the newest. */
export async function loggedChoices(
  tx: TenantTransaction,
  tenant: string,
  { programme, band, since }: Omit<EffectFilter, 'kind'>,
): Promise<LoggedChoice[]> {
  const where = [
    sql`d.tenant_id = ${tenant} and d.kind is not null and d.arm = 'treated' and d.returned72 is not null`,
  ];
  if (programme !== undefined) where.push(sql`c.programme_id = ${programme}`);
  if (band !== undefined) where.push(sql`d.band = ${band}`);
  if (since !== undefined) where.push(sql`d.send_at >= ${since.toISOString()}::timestamptz`);
  return rowsOf<LoggedChoice>(
    tx,
    sql`select d.learner_id as learner, d.kind, d.candidates, d.returned72 as returned
        from nudge_decisions d join cohorts c on c.tenant_id = ${tenant} and c.id = d.cohort_id
        where ${sql.join(where, sql` and `)}
        order by d.send_at desc limit ${choicesMost}`,
  );
}

/** Since the first decision of a kind drew the arm, its policy says how likely each was. */
function firstDecisions(tenant: string) {
  return sql`(
    select distinct on (learner_id, kind) kind, send_at, cohort_id, arm, band,
      returned24, returned72, did, active14, treated_chance as chance
    from nudge_decisions
    where tenant_id = ${tenant} and kind is not null
    order by learner_id, kind, decided_at, id)`;
}

function missing(now: number) {
  return sql`${new Date(now - missingAfterMs).toISOString()}::timestamptz`;
}
