import { sql } from 'drizzle-orm';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import type { PartName } from '#engagement/scoring.ts';

/** What a source sent in every hour of the past, day and night alike. */
interface PastRhythm {
  tenant: string;
  source: string;
  cohort: string;
  /** Events an hour by the part they feed. */
  perHour: Partial<Record<PartName, number>>;
  /** The last hour is the one of this moment. */
  until: number;
  days?: number;
}

const hourMs = 3_600_000;
const fourWeeks = 28;

/** Writes down the rhythm of weeks that nobody can wait for, where the archive would have counted it. */
export async function writeRhythm(
  db: Database,
  { tenant, source, cohort, perHour, until, days = fourWeeks }: PastRhythm,
): Promise<void> {
  const last = Math.floor(until / hourMs) * hourMs;
  const [from, to] = [last - days * 24 * hourMs, last].map((at) => new Date(at).toISOString());
  const { attendance = 0, lms = 0, sentiment = 0 } = perHour;
  await asTenant(db, tenant, (tx) =>
    tx.execute(sql`
      insert into source_hours (tenant_id, source_id, cohort_id, hour, attendance, lms, texts)
      select ${tenant}, ${source}, ${cohort}, hour, ${attendance}::int, ${lms}::int, ${sentiment}::int
      from generate_series(${from}::timestamptz, ${to}::timestamptz, interval '1 hour') as hour
      on conflict (tenant_id, source_id, cohort_id, hour) do update
      set attendance = excluded.attendance, lms = excluded.lms, texts = excluded.texts`),
  );
}
